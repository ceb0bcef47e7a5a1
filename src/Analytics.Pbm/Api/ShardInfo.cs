namespace Analytics.Pbm.Api;

/// <summary>One shard.</summary>
/// <param name="Topic">Topic of its lane.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Node">The node that has it; null from nodes that do not say so.</param>
/// <param name="State"><c>recovering</c>, <c>running</c>, <c>waiting</c> or <c>failed</c>.</param>
/// <param name="Position">Next input offset.</param>
/// <param name="End">End of the partition.</param>
/// <param name="DeliveredOffset">Input offset up to which every sink has everything.</param>
/// <param name="LagRecords">Records that wait.</param>
/// <param name="Watermark">Lowest watermark of its active tenants.</param>
/// <param name="Checkpoint">The last durable checkpoint.</param>
/// <param name="Epoch">Epoch of its owner.</param>
/// <param name="Restarts">Restarts since the node started.</param>
/// <param name="EventsPerSecond">Events processed over the last seconds.</param>
public sealed record ShardInfo(
    string Topic, int Partition, string? Node, string State, long Position, long End, long DeliveredOffset, long LagRecords,
    DateTimeOffset? Watermark, CheckpointInfo? Checkpoint, long Epoch, long Restarts, double EventsPerSecond);
