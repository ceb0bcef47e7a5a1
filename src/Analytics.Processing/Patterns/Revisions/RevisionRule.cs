namespace Analytics.Processing.Patterns.Revisions;

/// <summary>One rule of a revision.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Number of its text: 1 for the first that was stored under the name; 0 for rules of the configuration, which have none.</param>
/// <param name="Mode">Whether it runs.</param>
/// <param name="Text">The rule as it was written.</param>
public sealed record RevisionRule(string Name, int Version, RuleMode Mode, string Text);
