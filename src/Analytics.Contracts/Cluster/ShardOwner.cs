using Analytics.Contracts.Sinks;

namespace Analytics.Contracts.Cluster;

/// <summary>Who took a shard over last.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Node">Id of the node.</param>
/// <param name="Address">Where the node answers questions about the shard: <c>host:port</c> of its HTTP endpoint; empty for nowhere.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Since">When it took the shard over, by the directory's clock.</param>
public sealed record ShardOwner(ShardId Shard, string Node, string Address, long Epoch, DateTimeOffset Since);
