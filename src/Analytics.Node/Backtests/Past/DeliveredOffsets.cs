using Analytics.Contracts.Sinks;
using Analytics.Node.Cluster;

namespace Analytics.Node.Backtests.Past;

/// <summary>Up to which offset of each shard every sink has everything, by the shards' own account, whichever nodes they are on. Any thread.</summary>
internal sealed class DeliveredOffsets(ClusterStatus cluster)
{
    /// <summary>The offsets; shards that nobody has now are left out.</summary>
    public async Task<IReadOnlyDictionary<ShardId, long>> ReadAsync() => (await cluster.ReadAsync()).Shards.ToDictionary(shard => new ShardId(shard.Topic, shard.Partition), shard => shard.DeliveredOffset);
}
