namespace Analytics.Pbm.Api;

/// <summary>What a retry did, or would do.</summary>
/// <param name="DryRun">Whether nothing was done.</param>
/// <param name="Matched">Letters that were asked for.</param>
/// <param name="Retried">Put back.</param>
/// <param name="Duplicates">Were there already.</param>
/// <param name="StillRejected">Are still no events.</param>
public sealed record RetryAnswer(bool DryRun, long Matched, long Retried, long Duplicates, IReadOnlyList<StillRejected> StillRejected);
