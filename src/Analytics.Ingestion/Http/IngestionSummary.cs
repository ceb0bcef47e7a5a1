namespace Analytics.Ingestion.Http;

/// <summary>The shape of the answer 202, for the API's description.</summary>
/// <param name="Accepted">Events that are durable in the log.</param>
/// <param name="Duplicates">Events that the log had already.</param>
/// <param name="Rejected">Events that went to the dead letters.</param>
internal sealed record IngestionSummary(int Accepted, int Duplicates, IReadOnlyList<RejectionSummary> Rejected);
