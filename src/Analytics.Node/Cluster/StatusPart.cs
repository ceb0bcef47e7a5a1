using Analytics.Node.Status;

namespace Analytics.Node.Cluster;

/// <summary>How one node is.</summary>
/// <param name="Node">The node.</param>
/// <param name="Shards">Its shards.</param>
/// <param name="Sinks">Its ways to the sinks.</param>
/// <param name="Stores">Its ways to the stores.</param>
/// <param name="Standby">Its copies of shards that others own.</param>
internal sealed record StatusPart(
    NodeStatus Node, IReadOnlyList<ShardStatusAnswer> Shards, IReadOnlyList<SinkStatusAnswer> Sinks, IReadOnlyList<StoreStatus> Stores, IReadOnlyList<StandbyStatus> Standby);
