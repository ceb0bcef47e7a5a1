namespace Analytics.Ingestion.DeadLetters;

/// <summary>What a retry did, or with a dry run what it would do.</summary>
/// <param name="Matched">Letters that were asked for.</param>
/// <param name="Retried">Letters that are back in the log.</param>
/// <param name="Duplicates">Letters whose event the log had already, those of <c>window_closed</c> included.</param>
/// <param name="StillRejected">Letters that are still no valid events.</param>
public sealed record RetryResult(int Matched, int Retried, int Duplicates, IReadOnlyList<StillRejected> StillRejected);
