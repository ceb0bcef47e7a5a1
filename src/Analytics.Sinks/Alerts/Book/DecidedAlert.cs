namespace Analytics.Sinks.Alerts.Book;

/// <summary>An alert in as much as it says what was right.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="EntityKind">What the rule watches.</param>
/// <param name="Entity">Which one it was.</param>
/// <param name="FirstAt">Time of the earliest event that matched.</param>
/// <param name="At">Time of what completed the match.</param>
/// <param name="State">What became of it.</param>
/// <param name="Evidence">What the rule saw, as JSON; null for nothing.</param>
public sealed record DecidedAlert(string Rule, string EntityKind, string Entity, DateTime FirstAt, DateTime At, string State, string? Evidence);
