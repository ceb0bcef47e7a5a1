namespace Analytics.Node.Status;

/// <summary>The node itself.</summary>
/// <param name="Id">Its name in the cluster.</param>
/// <param name="Roles">What it runs.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Profile"><c>embedded</c> or <c>cluster</c>.</param>
/// <param name="StartedAt">When the process began to serve.</param>
/// <param name="UptimeSeconds">Seconds since then.</param>
/// <param name="State"><c>starting</c>, <c>ready</c>, <c>degraded</c>, <c>left</c> (the group, by an operator) or <c>draining</c>.</param>
/// <param name="Operator">Where <c>pbm</c> reaches it, as <c>host:port</c>; null when it does not.</param>
public sealed record NodeStatus(string Id, IReadOnlyList<string> Roles, string Version, string Profile, DateTime StartedAt, double UptimeSeconds, string State, string? Operator);
