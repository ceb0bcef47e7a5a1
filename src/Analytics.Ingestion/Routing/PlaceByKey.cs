using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;

namespace Analytics.Ingestion.Routing;

/// <summary>
/// Finds the events that a producer has put into another partition, or another topic, than the one where their user lives: it used a key of its own, or another
/// partitioner. They get their key, and are marked for <see cref="ForwardSink"/>; nothing else in this shard sees them. Must be the first transform: the key
/// is made of what masking takes away. One thread.
/// </summary>
/// <param name="router">Where events belong.</param>
/// <param name="shard">Where they were read.</param>
public sealed class PlaceByKey(LaneRouter router, ShardId shard) : IEventTransform
{
    private readonly int _lane = LaneRouter.Topics.ToList().IndexOf(shard.Topic);

    /// <inheritdoc/>
    public string Name => "place";

    /// <inheritdoc/>
    public void Apply(EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (ref var row in batch.Rows)
        {
            if ((row.Flags & EventFlags.SetAside) != 0) continue;
            var key = LaneRouter.WriteKey(batch.Records, row);
            if (LaneRouter.LaneOf(row) == _lane && router.PartitionOf(key) == shard.Partition) continue;
            row.Flags |= EventFlags.SetAside | EventFlags.Elsewhere;
            batch.Records.Records[row.Record].Key = batch.Records.Commit(key.Length);
        }
    }
}
