namespace Analytics.Node.Http.Answers;

/// <summary>Answer of <c>POST /api/v1/admin/dead-letters/retry</c>.</summary>
/// <param name="DryRun">Nothing was changed.</param>
/// <param name="Matched">Letters that were looked at.</param>
/// <param name="Retried">Letters that are back in their topic.</param>
/// <param name="Duplicates">Letters whose events the log has already.</param>
/// <param name="StillRejected">Letters that are no better today.</param>
internal sealed record RetryAnswer(bool DryRun, int Matched, int Retried, int Duplicates, IReadOnlyList<LetterStillRejected> StillRejected);
