namespace Analytics.Pbm.Api;

/// <summary>One node of a cluster.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Address">Where the other nodes reach it.</param>
/// <param name="Roles">What it runs.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="SeenAt">When it last said that it lives.</param>
/// <param name="State">Its own state, or <c>unreachable</c>.</param>
/// <param name="Fault">Why it did not answer.</param>
/// <param name="Shards">Shards that it has.</param>
/// <param name="Standby">Its copies of shards that others own.</param>
public sealed record ClusterMember(
    string Id, string Address, IReadOnlyList<string> Roles, string Version, DateTimeOffset StartedAt, DateTimeOffset SeenAt, string State, string? Fault, int Shards,
    IReadOnlyList<StandbyCopy> Standby);
