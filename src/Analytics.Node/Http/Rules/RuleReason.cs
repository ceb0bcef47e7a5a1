namespace Analytics.Node.Http.Rules;

/// <summary>Why somebody changes a rule.</summary>
/// <param name="Reason">In their words, at most 2,000 characters.</param>
internal sealed record RuleReason(string? Reason);
