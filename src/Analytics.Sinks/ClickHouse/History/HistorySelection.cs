namespace Analytics.Sinks.ClickHouse.History;

/// <summary>Which past events are read, and what of them.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="From">Earliest time, microseconds since 1970.</param>
/// <param name="To">First time that is not wanted any more, microseconds since 1970.</param>
/// <param name="Fields">Fields that are wanted, as rules name them.</param>
/// <param name="Types">Types whose texts are wanted; of others there is only that they were, and when. None for all.</param>
/// <param name="Threads">Threads of the server for a question.</param>
public sealed record HistorySelection(string Tenant, long From, long To, IReadOnlySet<string> Fields, IReadOnlyList<string> Types, int Threads);
