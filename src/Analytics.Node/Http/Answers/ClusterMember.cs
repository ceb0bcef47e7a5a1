using Analytics.Node.Cluster;
using Analytics.Node.Status;

namespace Analytics.Node.Http.Answers;

/// <summary>One node of the cluster.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Address">Where the other nodes reach it.</param>
/// <param name="Operator">Where <c>pbm</c> reaches it; null when it does not, or did not answer.</param>
/// <param name="Roles">What it runs.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="SeenAt">When it last said that it lives.</param>
/// <param name="State">Its own state, or <c>unreachable</c>.</param>
/// <param name="Fault">Why it did not answer; null when it did.</param>
/// <param name="Shards">Shards that it has.</param>
/// <param name="Stores">Its ways to the stores.</param>
/// <param name="Standby">Its copies of shards that others own.</param>
internal sealed record ClusterMember(
    string Id, string Address, string? Operator, IReadOnlyList<string> Roles, string Version, DateTime StartedAt, DateTime SeenAt, string State, string? Fault, int Shards,
    IReadOnlyList<StoreStatus> Stores, IReadOnlyList<StandbyStatus> Standby);
