namespace Analytics.Actors.Duplicates;

/// <summary>Ids that were added during a stretch of time. They are forgotten together.</summary>
/// <param name="Serial">Counts up.</param>
/// <param name="StartedAt">Arrival time of the first, microseconds since 1970.</param>
/// <param name="LastAt">Arrival time of the last.</param>
/// <param name="Count">How many.</param>
internal readonly record struct IdGeneration(long Serial, long StartedAt, long LastAt, int Count);
