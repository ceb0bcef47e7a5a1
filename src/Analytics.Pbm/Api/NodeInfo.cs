namespace Analytics.Pbm.Api;

/// <summary>The node itself.</summary>
/// <param name="Id">Its name in the cluster; null from nodes that do not say so.</param>
/// <param name="Version">Its version.</param>
/// <param name="Profile"><c>embedded</c> or <c>cluster</c>.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="UptimeSeconds">Seconds since then.</param>
/// <param name="State"><c>starting</c>, <c>ready</c>, <c>degraded</c>, <c>closed</c> or <c>draining</c>.</param>
public sealed record NodeInfo(string? Id, string Version, string Profile, DateTimeOffset StartedAt, double UptimeSeconds, string State);
