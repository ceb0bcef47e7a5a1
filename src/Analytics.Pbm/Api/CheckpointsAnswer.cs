namespace Analytics.Pbm.Api;

/// <summary>GET /api/v1/admin/checkpoints.</summary>
/// <param name="Checkpoints">Every checkpoint that is kept.</param>
public sealed record CheckpointsAnswer(IReadOnlyList<StoredCheckpoint> Checkpoints);
