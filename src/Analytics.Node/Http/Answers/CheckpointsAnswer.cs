namespace Analytics.Node.Http.Answers;

/// <summary>Answer of <c>GET /api/v1/admin/checkpoints</c>.</summary>
/// <param name="Checkpoints">Every checkpoint that is kept, newest first within a shard.</param>
internal sealed record CheckpointsAnswer(IReadOnlyList<StoredCheckpoint> Checkpoints);
