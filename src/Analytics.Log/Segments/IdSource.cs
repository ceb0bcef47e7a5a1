namespace Analytics.Log.Segments;

/// <summary>Where the ids of a segment come from when the log is opened.</summary>
/// <param name="LastCommittedAt">Time of the youngest of them.</param>
/// <param name="Count">How many.</param>
/// <param name="Read">Reads them.</param>
internal sealed record IdSource(long LastCommittedAt, long Count, Func<IdRuns> Read);
