namespace Analytics.Processing.Patterns.Language;

/// <summary>Which events are meant.</summary>
/// <param name="Types">Names of event types or kinds; none means any event.</param>
/// <param name="Where">What must hold; null means nothing more.</param>
public sealed record EventSelector(IReadOnlyList<string> Types, Expression? Where);
