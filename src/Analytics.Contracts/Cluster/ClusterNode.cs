namespace Analytics.Contracts.Cluster;

/// <summary>A node by its own account.</summary>
/// <param name="Id">Its id, unique in the cluster.</param>
/// <param name="Address">Where it answers: <c>host:port</c> of its HTTP endpoint.</param>
/// <param name="Roles">What it runs: <c>ingest</c>, <c>process</c>, <c>query</c>.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="StartedAt">When it started, by its own clock.</param>
/// <param name="SeenAt">When it last said that it lives, by the directory's clock.</param>
public sealed record ClusterNode(string Id, string Address, IReadOnlyList<string> Roles, string Version, DateTimeOffset StartedAt, DateTimeOffset SeenAt);
