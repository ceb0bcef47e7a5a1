using Analytics.Node.Cluster;

namespace Analytics.Node.Http.Answers;

/// <summary>Answer of <c>GET /api/v1/admin/actors</c>.</summary>
/// <param name="Kinds">Kinds of entities.</param>
/// <param name="Missing">Shards that could not be asked, and why.</param>
internal sealed record ActorsAnswer(IReadOnlyList<ActorKind> Kinds, IReadOnlyList<MissingShard> Missing);
