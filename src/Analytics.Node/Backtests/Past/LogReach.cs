namespace Analytics.Node.Backtests.Past;

/// <summary>What the log has of one partition, for a range of time.</summary>
/// <param name="ReadFrom">The first offset that is of any use: before <paramref name="From"/> for the ids of what was there before, where the log does not drop duplicates by itself.</param>
/// <param name="From">The first offset that may have an event of the range.</param>
/// <param name="Sure">From here on it is known what was there before; <paramref name="From"/> where the log drops duplicates by itself, or begins with its first record.</param>
/// <param name="End">The offset after the last.</param>
/// <param name="Delivered">The store was given everything before this offset.</param>
internal readonly record struct LogReach(long ReadFrom, long From, long Sure, long End, long Delivered);
