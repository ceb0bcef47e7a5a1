using Analytics.Contracts.Events;

namespace Analytics.Contracts.Log;

/// <summary>One record of a log partition; its bytes are slices of the batch's buffer.</summary>
public struct LogRecord
{
    /// <summary>Position in the partition; -1 before it is appended.</summary>
    public long Offset;

    /// <summary>When it was received: microseconds since 1970-01-01T00:00:00Z.</summary>
    public long ReceivedAt;

    /// <summary>Identity for duplicate detection at append; 0 for none.</summary>
    public UInt128 Id;

    /// <summary>Key bytes, as given by the producer or <c>tenant:user</c>.</summary>
    public Utf8Slice Key;

    /// <summary>Encoded headers, see <see cref="RecordHeaders"/>. Records of one request may share the same bytes.</summary>
    public Utf8Slice Headers;

    /// <summary>The original bytes of the event.</summary>
    public Utf8Slice Value;
}
