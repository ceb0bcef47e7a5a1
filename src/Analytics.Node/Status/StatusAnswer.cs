using Analytics.Node.Cluster;

namespace Analytics.Node.Status;

/// <summary>The answer of <c>GET /api/v1/status</c>; its fields are explained in docs/admin-api.md.</summary>
/// <param name="Node">The node that was asked.</param>
/// <param name="Topics">Every partition of every topic.</param>
/// <param name="Shards">Every shard that some node has.</param>
/// <param name="Missing">Shards that no node has, and why.</param>
/// <param name="Sinks">Every sink, all nodes together.</param>
/// <param name="Stores">Every store.</param>
/// <param name="DeadLetters">Every dead-letter topic.</param>
public sealed record StatusAnswer(
    NodeStatus Node,
    IReadOnlyList<TopicStatus> Topics,
    IReadOnlyList<ShardStatusAnswer> Shards,
    IReadOnlyList<MissingShard> Missing,
    IReadOnlyList<SinkStatusAnswer> Sinks,
    IReadOnlyList<StoreStatus> Stores,
    IReadOnlyList<DeadLetterStatus> DeadLetters);
