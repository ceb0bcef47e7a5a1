using Analytics.Contracts.Decoding;

namespace Analytics.Ingestion.Decoding;

/// <summary>Why the event at hand is none. The details are words of ours and positions, never values.</summary>
internal struct Failure
{
    /// <summary>The reason.</summary>
    public RejectionReason Reason;

    /// <summary>The field at fault, or empty.</summary>
    public string Field;

    /// <summary>What was found and what was expected.</summary>
    public string Detail;
}
