namespace Analytics.Ingestion.Decoding;

/// <summary>How a decimal text was read.</summary>
internal enum DecimalResult
{
    /// <summary>Exactly.</summary>
    Exact,

    /// <summary>It is no number.</summary>
    NotANumber,

    /// <summary>It has more significant fraction digits than are kept.</summary>
    TooPrecise,

    /// <summary>It does not fit.</summary>
    TooLarge,
}
