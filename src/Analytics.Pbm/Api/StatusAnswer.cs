namespace Analytics.Pbm.Api;

/// <summary>GET /api/v1/status.</summary>
/// <param name="Node">The node itself.</param>
/// <param name="Topics">Every partition of every topic.</param>
/// <param name="Shards">Every shard that some node has.</param>
/// <param name="Missing">Shards that no node has; null from nodes that do not say so.</param>
/// <param name="Sinks">Every sink.</param>
/// <param name="Stores">Every store.</param>
/// <param name="DeadLetters">Every dead-letter topic.</param>
public sealed record StatusAnswer(
    NodeInfo Node, IReadOnlyList<TopicInfo> Topics, IReadOnlyList<ShardInfo> Shards, IReadOnlyList<MissingShard>? Missing, IReadOnlyList<SinkInfo> Sinks,
    IReadOnlyList<StoreInfo> Stores, IReadOnlyList<DeadLetterTopic> DeadLetters);
