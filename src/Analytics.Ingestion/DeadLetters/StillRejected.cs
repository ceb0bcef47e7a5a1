using Analytics.Contracts.Decoding;

namespace Analytics.Ingestion.DeadLetters;

/// <summary>A dead letter that a retry refused again.</summary>
/// <param name="Offset">Its position.</param>
/// <param name="Reason">Why.</param>
/// <param name="Field">The field at fault, or empty.</param>
public readonly record struct StillRejected(long Offset, RejectionReason Reason, string Field);
