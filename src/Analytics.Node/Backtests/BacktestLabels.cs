namespace Analytics.Node.Backtests;

/// <summary>What people have decided about alerts in the range, against what a rule raises there.</summary>
/// <param name="Right">Alerts of the rule that are about what an alert was resolved for.</param>
/// <param name="Wrong">Alerts of the rule that are about a false positive of this rule.</param>
/// <param name="Unknown">Alerts of the rule that nobody has decided about.</param>
/// <param name="Missed">Resolved alerts, of any rule that watches the same, that the rule raises nothing for.</param>
/// <param name="Precision">Right of right and wrong; null without either.</param>
/// <param name="Recall">The part of the resolved alerts for which the rule raises something; null without any.</param>
internal sealed record BacktestLabels(int Right, int Wrong, int Unknown, int Missed, double? Precision, double? Recall);
