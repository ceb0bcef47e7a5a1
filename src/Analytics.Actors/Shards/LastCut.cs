namespace Analytics.Actors.Shards;

/// <summary>The last cut of a shard, durable or on its way.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Offset">Offset of the next event.</param>
/// <param name="ClockMicros">The shard's clock.</param>
internal readonly record struct LastCut(long Number, long Offset, long ClockMicros);
