namespace Analytics.Sinks.Alerts.Book;

/// <summary>What became of the alerts of one version of a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Version">Its version.</param>
/// <param name="Raised">All of them.</param>
/// <param name="Open">Not looked at.</param>
/// <param name="Acknowledged">Being looked into.</param>
/// <param name="Resolved">Right.</param>
/// <param name="FalsePositives">Wrong.</param>
/// <param name="Precision">The part that was right of those that were decided, 0 to 1; null when none was.</param>
public sealed record RulePrecision(string Rule, long Version, long Raised, long Open, long Acknowledged, long Resolved, long FalsePositives, double? Precision);
