using Analytics.Node.Cluster;

namespace Analytics.Node.Http.Answers;

/// <summary>Answer of <c>GET /api/v1/admin/checkpoints</c>.</summary>
/// <param name="Checkpoints">Every checkpoint that is kept, newest first within a shard.</param>
/// <param name="Missing">Shards that could not be asked, and why.</param>
internal sealed record CheckpointsAnswer(IReadOnlyList<StoredCheckpoint> Checkpoints, IReadOnlyList<MissingShard> Missing);
