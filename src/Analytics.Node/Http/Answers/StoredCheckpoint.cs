namespace Analytics.Node.Http.Answers;

/// <summary>A checkpoint that is kept.</summary>
/// <param name="Topic">Topic of the shard.</param>
/// <param name="Partition">Partition of the shard.</param>
/// <param name="Generation">Its number.</param>
/// <param name="WrittenAt">When it became durable.</param>
/// <param name="NextOffset">First input offset that is not in it.</param>
/// <param name="Bytes">Bytes of entity state that it added.</param>
/// <param name="DurationMs">Milliseconds from cut to durable; known of the newest only.</param>
/// <param name="Entities">Entities that it wrote.</param>
/// <param name="OutboxDeliveries">Deliveries that were on their way.</param>
/// <param name="Epoch">Epoch of the owner that wrote it.</param>
/// <param name="Current">Whether it is the newest.</param>
internal sealed record StoredCheckpoint(string Topic, int Partition, long Generation, DateTime WrittenAt, long NextOffset, long Bytes, double? DurationMs, long Entities, long OutboxDeliveries, long Epoch, bool Current);
