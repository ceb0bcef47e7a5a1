using Analytics.Sinks.Alerts.Book;

namespace Analytics.Node.Http.Alerts;

/// <summary>What became of the alerts of each rule.</summary>
/// <param name="Rules">Rules and versions.</param>
internal sealed record RulesAnswer(IReadOnlyList<RulePrecision> Rules);
