namespace Analytics.Node.Http.Rules;

/// <summary>Back to a former text.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Reason">Why, at most 2,000 characters.</param>
internal sealed record RollbackRequest(int? Version, string? Reason);
