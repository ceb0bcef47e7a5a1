namespace Analytics.Node.Rules;

/// <summary>Who changes a rule.</summary>
/// <param name="Name">As the gateway or the operators' listener knows them.</param>
/// <param name="Reason">Why, in their words; null for nothing.</param>
internal sealed record RuleAuthor(string Name, string? Reason);
