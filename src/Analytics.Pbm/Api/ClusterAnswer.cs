namespace Analytics.Pbm.Api;

/// <summary>GET /api/v1/admin/cluster.</summary>
/// <param name="Node">The node that was asked.</param>
/// <param name="Fault">Why the list of nodes may be old.</param>
/// <param name="Nodes">The nodes.</param>
/// <param name="Shards">Shards that some node has.</param>
/// <param name="Missing">Shards that no node has.</param>
public sealed record ClusterAnswer(string Node, string? Fault, IReadOnlyList<ClusterMember> Nodes, int Shards, IReadOnlyList<MissingShard> Missing);
