namespace Analytics.Pbm.Api;

/// <summary>GET /api/v1/admin/state/{kind}/{key}.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Key">The key.</param>
/// <param name="Shards">Its state on each shard that has one.</param>
/// <param name="Missing">Shards that could not be asked; null from nodes that do not say so.</param>
public sealed record EntityAnswer(string Kind, string Key, IReadOnlyList<EntityState> Shards, IReadOnlyList<MissingShard>? Missing = null);
