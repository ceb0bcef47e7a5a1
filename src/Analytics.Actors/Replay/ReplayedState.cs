namespace Analytics.Actors.Replay;

/// <summary>What a shard held at an offset.</summary>
/// <typeparam name="T">The answer to the question.</typeparam>
/// <param name="Answer">The answer.</param>
/// <param name="Offset">The first event that is not in it.</param>
/// <param name="Checkpoint">The checkpoint that it began from; 0 for the log's beginning.</param>
/// <param name="From">The first event that was processed again.</param>
/// <param name="IsWhole">False when the log does not reach back to where it would have had to begin: events that retention deleted are missing.</param>
public sealed record ReplayedState<T>(T Answer, long Offset, long Checkpoint, long From, bool IsWhole);
