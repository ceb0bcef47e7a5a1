using Analytics.Node.Cluster;

namespace Analytics.Node.Http.Answers;

/// <summary>Answer of <c>GET /api/v1/admin/cluster</c>.</summary>
/// <param name="Node">Id of the node that was asked.</param>
/// <param name="Fault">Why the list of nodes may be old; null while the directory answers.</param>
/// <param name="Nodes">The nodes, by id.</param>
/// <param name="Shards">Shards that some node has.</param>
/// <param name="Missing">Shards that no node has, and why.</param>
internal sealed record ClusterAnswer(string Node, string? Fault, IReadOnlyList<ClusterMember> Nodes, int Shards, IReadOnlyList<MissingShard> Missing);
