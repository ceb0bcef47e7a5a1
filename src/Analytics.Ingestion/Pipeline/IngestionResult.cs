namespace Analytics.Ingestion.Pipeline;

/// <summary>What became of a body of events. Everything accepted is durable.</summary>
/// <param name="Framed">Events that were found in the body; 0 when nothing could be read.</param>
/// <param name="Accepted">Events that are now in the log.</param>
/// <param name="Duplicates">Events that were there already.</param>
/// <param name="Rejected">Events that were refused, in the order of the request.</param>
public readonly record struct IngestionResult(int Framed, int Accepted, int Duplicates, IReadOnlyList<RejectedEvent> Rejected);
