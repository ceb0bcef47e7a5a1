using System.Collections.Concurrent;
using Analytics.Contracts.Sinks;

namespace Analytics.Sinks.ClickHouse;

/// <summary>
/// Tells a delivery that is surely new from one that an earlier try, of this process or of one that died, may have delivered. Only a delivery that follows
/// directly on one that this process saw succeed, under the same epoch, is surely new: in between epochs another owner may have tried.
/// </summary>
internal sealed class SettledDeliveries
{
    // Written by the delivery of the shard, one at a time.
    private readonly ConcurrentDictionary<ShardId, (long Epoch, long Sequence)> _settled = new();

    /// <summary>True when nobody can have tried it before.</summary>
    public bool IsSurelyNew(SinkDelivery delivery) => _settled.TryRemove(delivery.Shard, out var last) && last == (delivery.Epoch, delivery.Sequence - 1);

    /// <summary>It succeeded.</summary>
    public void Settle(SinkDelivery delivery) => _settled[delivery.Shard] = (delivery.Epoch, delivery.Sequence);
}
