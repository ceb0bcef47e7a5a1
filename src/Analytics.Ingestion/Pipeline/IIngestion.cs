using Analytics.Contracts.Log;

namespace Analytics.Ingestion.Pipeline;

/// <summary>Takes bodies of events in: over HTTP, from the dead letters, from generators in the process.</summary>
public interface IIngestion
{
    /// <summary>Decodes a body of one or many events and puts the valid ones into the log; completes when all are durable. The bytes are copied first.</summary>
    /// <exception cref="LogUnavailableException">The log cannot take records now; nothing was acknowledged, the body may be sent again.</exception>
    ValueTask<IngestionResult> IngestAsync(ReadOnlyMemory<byte> body, IngestionContext context, CancellationToken cancellation = default);
}
