namespace Analytics.Pbm.Api;

/// <summary>GET /api/v1/admin/actors.</summary>
/// <param name="Kinds">Every kind.</param>
/// <param name="Missing">Shards that could not be asked; null from nodes that do not say so.</param>
public sealed record ActorsAnswer(IReadOnlyList<ActorKind> Kinds, IReadOnlyList<MissingShard>? Missing = null);
