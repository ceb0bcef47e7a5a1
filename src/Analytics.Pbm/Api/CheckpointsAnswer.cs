namespace Analytics.Pbm.Api;

/// <summary>GET /api/v1/admin/checkpoints.</summary>
/// <param name="Checkpoints">Every checkpoint that is kept.</param>
/// <param name="Missing">Shards that could not be asked; null from nodes that do not say so.</param>
public sealed record CheckpointsAnswer(IReadOnlyList<StoredCheckpoint> Checkpoints, IReadOnlyList<MissingShard>? Missing = null);
