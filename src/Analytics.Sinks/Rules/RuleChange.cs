namespace Analytics.Sinks.Rules;

/// <summary>What is to become of a rule.</summary>
/// <param name="Action">What is done, see <see cref="StoredRule.Action"/>.</param>
/// <param name="Version">Number of its text then.</param>
/// <param name="Mode">Its mode then.</param>
/// <param name="Text">Its text then.</param>
public sealed record RuleChange(string Action, int Version, string Mode, string Text);
