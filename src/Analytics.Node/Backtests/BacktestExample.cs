using System.Text.Json;
using Analytics.Sinks.ClickHouse.History;

namespace Analytics.Node.Backtests;

/// <summary>An alert that is shown.</summary>
/// <param name="EntityKind">What the rule watches.</param>
/// <param name="Entity">Which one it is.</param>
/// <param name="FirstAt">Time of the first matched event.</param>
/// <param name="At">Time of what completed the match.</param>
/// <param name="Amount">Amount of the event that completed it.</param>
/// <param name="Evidence">What the conditions saw.</param>
/// <param name="Events">The matched events as they are stored.</param>
internal sealed record BacktestExample(string EntityKind, string Entity, DateTime FirstAt, DateTime At, decimal Amount, JsonElement? Evidence, IReadOnlyList<StoredEvent> Events);
