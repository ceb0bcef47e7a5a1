using Analytics.Ingestion.Pipeline;

namespace Analytics.Ingestion.Grpc;

/// <summary>A batch of a stream on its way to the disk.</summary>
/// <param name="First">Number in the call of its first event.</param>
/// <param name="Result">Completes when it is durable.</param>
internal readonly record struct FlushingBatch(long First, Task<IngestionResult> Result);
