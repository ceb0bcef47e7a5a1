namespace Analytics.Sinks.Alerts.Book;

/// <summary>What became of the alerts of one version of a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Version">Its version.</param>
/// <param name="Raised">Those that somebody was told of.</param>
/// <param name="Open">Not looked at.</param>
/// <param name="Acknowledged">Being looked into.</param>
/// <param name="Resolved">Right.</param>
/// <param name="FalsePositives">Wrong.</param>
/// <param name="Precision">The part that was right of those that were decided, 0 to 1; null when none was.</param>
/// <param name="Shadow">Those raised while the rule was only watched itself; the states count them, too.</param>
/// <param name="LastAt">When the newest match was completed.</param>
public sealed record RulePrecision(string Rule, long Version, long Raised, long Open, long Acknowledged, long Resolved, long FalsePositives, double? Precision, long Shadow, DateTime LastAt);
