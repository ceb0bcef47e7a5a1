namespace Analytics.Node.Http.Answers;

/// <summary>A page of dead letters.</summary>
/// <param name="DeadLetters">The letters.</param>
/// <param name="NextPageToken">Gives the next page; null on the last.</param>
internal sealed record DeadLettersAnswer(IReadOnlyList<DeadLetterSummary> DeadLetters, string? NextPageToken);
