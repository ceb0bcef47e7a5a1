namespace Analytics.Contracts.Decoding;

/// <summary>
/// The closed list of reasons why an event goes to the dead letters instead of the log. In answers, headers and metric labels
/// the names are in snake case (<c>malformed_json</c>), see <see cref="RejectionReasonNames"/>.
/// </summary>
public enum RejectionReason : byte
{
    /// <summary>Not JSON: syntax, truncated, trailing bytes.</summary>
    MalformedJson,

    /// <summary>Not valid UTF-8, or a byte-order mark inside.</summary>
    InvalidUtf8,

    /// <summary>An escaped surrogate without its pair.</summary>
    LoneSurrogate,

    /// <summary>NUL or another control character where text may not have one.</summary>
    ControlCharacter,

    /// <summary>Nested deeper than the limit.</summary>
    TooDeep,

    /// <summary>The same key twice in one object.</summary>
    DuplicateKey,

    /// <summary>More bytes than an event may have.</summary>
    EventTooLarge,

    /// <summary>More fields than the limit.</summary>
    TooManyFields,

    /// <summary>A JSON value that is not an object.</summary>
    NotAnObject,

    /// <summary>A required field is missing.</summary>
    MissingField,

    /// <summary>A field has the wrong JSON type.</summary>
    WrongType,

    /// <summary>A text is empty, too long or has characters that its field may not have.</summary>
    InvalidValue,

    /// <summary>A number is not finite, out of range or not exact enough for money.</summary>
    NumberOutOfRange,

    /// <summary>A timestamp is in no known format.</summary>
    InvalidTimestamp,

    /// <summary>A timestamp lies further ahead of its arrival than allowed.</summary>
    TimestampInFuture,

    /// <summary>A timestamp lies before the earliest allowed year.</summary>
    TimestampTooOld,

    /// <summary>The tenant is unknown, malformed, or another one than the credential's.</summary>
    InvalidTenant,

    /// <summary>The tenant used more distinct values of a low-cardinality field than allowed.</summary>
    TooManyDistinctValues,

    /// <summary>Processing the event failed after it was accepted.</summary>
    ProcessingFailed,

    /// <summary>The event was accepted and stored, and came after its hour or day had its final result, which lacks it. Nothing is left to be retried.</summary>
    WindowClosed,
}
