using Analytics.Processing.Patterns.Language;

namespace Analytics.Node.Rules;

/// <summary>One version of a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Name">Its number, or <c>configured</c> and eight digits for one of the configuration.</param>
/// <param name="Since">When it was stored; null for one of the configuration.</param>
/// <param name="Author">Who stored it; null for one of the configuration.</param>
internal sealed record RuleVersion(RuleDefinition Rule, string Name, DateTime? Since, string? Author);
