namespace Analytics.Node.Status;

/// <summary>The answer of <c>GET /api/v1/status</c>; its fields are explained in docs/admin-api.md.</summary>
/// <param name="Node">The node itself.</param>
/// <param name="Topics">Every partition of every topic.</param>
/// <param name="Shards">Every shard of this node.</param>
/// <param name="Sinks">Every sink.</param>
/// <param name="Stores">Every store.</param>
/// <param name="DeadLetters">Every dead-letter topic.</param>
public sealed record StatusAnswer(
    NodeStatus Node,
    IReadOnlyList<TopicStatus> Topics,
    IReadOnlyList<ShardStatusAnswer> Shards,
    IReadOnlyList<SinkStatusAnswer> Sinks,
    IReadOnlyList<StoreStatus> Stores,
    IReadOnlyList<DeadLetterStatus> DeadLetters);
