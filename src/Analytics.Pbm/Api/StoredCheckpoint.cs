namespace Analytics.Pbm.Api;

/// <summary>A checkpoint that is kept.</summary>
/// <param name="Topic">Topic of the shard.</param>
/// <param name="Partition">Partition of the shard.</param>
/// <param name="Generation">Its number.</param>
/// <param name="WrittenAt">When it was written.</param>
/// <param name="NextOffset">First input offset that is not in it.</param>
/// <param name="Bytes">Bytes that it wrote.</param>
/// <param name="DurationMs">Milliseconds from cut to durable.</param>
/// <param name="Entities">Entities that it wrote.</param>
/// <param name="OutboxDeliveries">Deliveries that were open.</param>
/// <param name="Epoch">Epoch of its owner.</param>
/// <param name="Current">Whether it is the newest.</param>
public sealed record StoredCheckpoint(
    string Topic, int Partition, long Generation, DateTimeOffset? WrittenAt, long NextOffset, long? Bytes, double? DurationMs,
    long? Entities, long? OutboxDeliveries, long Epoch, bool Current);
