using Analytics.Contracts.Cluster;

namespace Analytics.Node.Cluster;

/// <summary>What came of asking one node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Part">Its part; null when it did not answer.</param>
/// <param name="Fault">Why it did not.</param>
internal sealed record NodeReply<T>(ClusterNode Node, T? Part, string? Fault)
    where T : class;
