using Analytics.Sinks.Rules;

namespace Analytics.Node.Http.Rules;

/// <summary>What became of a rule, the newest change first.</summary>
/// <param name="Changes">The changes.</param>
internal sealed record RuleVersionsAnswer(IReadOnlyList<StoredRule> Changes);
