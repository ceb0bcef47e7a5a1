using Analytics.Contracts.Sinks;

namespace Analytics.Contracts.Cluster;

/// <summary>
/// Which nodes there are and which of them owns which shard, as any node may ask. What it says is a moment old: an owner that was asked may have let go meanwhile, and
/// then says so. Nothing is decided by it; ownership itself is the epoch. Any thread.
/// </summary>
public interface IShardDirectory
{
    /// <summary>Every shard that was ever owned, by topic and partition.</summary>
    /// <exception cref="IOException">The directory does not answer: try again later.</exception>
    Task<IReadOnlyList<ShardOwner>> ShardsAsync(CancellationToken cancellation = default);

    /// <summary>The owner of one shard; null when nobody ever owned it.</summary>
    /// <exception cref="IOException">The directory does not answer: try again later.</exception>
    Task<ShardOwner?> FindAsync(ShardId shard, CancellationToken cancellation = default);

    /// <summary>Nodes that did not leave, by id; one that crashed is among them with an old <see cref="ClusterNode.SeenAt"/>.</summary>
    /// <exception cref="IOException">The directory does not answer: try again later.</exception>
    Task<IReadOnlyList<ClusterNode>> NodesAsync(CancellationToken cancellation = default);

    /// <summary>Takes a node out of the list that stops, or is dead; not a successor that started under the same name.</summary>
    /// <exception cref="IOException">The directory does not answer: the row grows old.</exception>
    Task LeaveAsync(ClusterNode node, CancellationToken cancellation = default);
}
