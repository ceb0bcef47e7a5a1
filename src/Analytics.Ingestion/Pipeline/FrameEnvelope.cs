using Analytics.Contracts.Events;

namespace Analytics.Ingestion.Pipeline;

/// <summary>What is known about one event of a body whose events do not share everything.</summary>
/// <param name="Headers">Headers of its record, in the bytes of the work set.</param>
/// <param name="IsProven">True when its tenant is beyond doubt; false when a tenant whose events need a write key must be refused.</param>
internal readonly record struct FrameEnvelope(Utf8Slice Headers, bool IsProven);
