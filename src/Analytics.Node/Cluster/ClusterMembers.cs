using Analytics.Contracts.Cluster;

namespace Analytics.Node.Cluster;

/// <summary>The cluster as a node knows it.</summary>
/// <param name="Self">This node.</param>
/// <param name="Nodes">Every node, this one included, by id.</param>
/// <param name="Owners">Who took shards over last.</param>
/// <param name="Fault">Why this may be old; null while the directory answers.</param>
internal sealed record ClusterMembers(ClusterNode Self, IReadOnlyList<ClusterNode> Nodes, IReadOnlyList<ShardOwner> Owners, string? Fault);
