using Analytics.Contracts.Decoding;

namespace Analytics.Ingestion.Pipeline;

/// <summary>One event of a request that was refused.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Field">The field at fault, or empty.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">For people.</param>
public readonly record struct RejectedEvent(int Index, string Field, RejectionReason Reason, string Detail);
