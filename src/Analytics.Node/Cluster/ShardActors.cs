using Analytics.Node.Http.Answers;

namespace Analytics.Node.Cluster;

/// <summary>The entities of one shard.</summary>
/// <param name="Kinds">By kind.</param>
internal sealed record ShardActors(IReadOnlyList<ActorKind> Kinds);
