namespace Analytics.Node.Backtests;

/// <summary>An alert that a rule raises, or raised, in the range.</summary>
/// <param name="EntityKind">What the rule watches.</param>
/// <param name="Entity">Which one it was.</param>
/// <param name="FirstAt">Time of the first matched event, microseconds since 1970.</param>
/// <param name="At">Time of what completed the match, microseconds since 1970.</param>
/// <param name="Events">Where the matched events are, in the order of the match.</param>
/// <param name="Evidence">What the conditions saw, as JSON in UTF-8.</param>
internal sealed record BacktestAlert(string EntityKind, string Entity, long FirstAt, long At, IReadOnlyList<EventPosition> Events, byte[] Evidence)
{
    /// <summary>Amount of the event that completed the match; 0 without one.</summary>
    public decimal Amount { get; set; }
}
