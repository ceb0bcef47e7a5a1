namespace Analytics.Actors.Shards;

/// <summary>What came of something that an operator wanted of a shard.</summary>
/// <param name="Offset">Offset of the next event.</param>
/// <param name="Said">What was done, in words.</param>
/// <param name="Checkpoint">Number of the checkpoint that was made; 0 for none.</param>
public sealed record ErrandOutcome(long Offset, string Said, long Checkpoint = 0);
