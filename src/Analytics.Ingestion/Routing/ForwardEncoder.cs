using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;

namespace Analytics.Ingestion.Routing;

/// <summary>Events that belong elsewhere, see <see cref="ForwardSink"/>.</summary>
internal sealed class ForwardEncoder(LaneRouter router, ShardId shard) : RoutedEncoder(shard)
{
    public override void Encode(EventBatch batch)
    {
        foreach (ref readonly var row in batch.Rows)
        {
            if ((row.Flags & EventFlags.Elsewhere) == 0) continue;
            var key = batch.Records.Bytes(batch.Records.Records[row.Record].Key);
            Write(row, batch.Records, LaneRouter.LaneOf(row), router.PartitionOf(key), row.Id);
        }
    }
}
