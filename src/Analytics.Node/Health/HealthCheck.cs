namespace Analytics.Node.Health;

/// <summary>One thing that a probe looked at.</summary>
/// <param name="Name">What.</param>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Detail">For people; empty when all is well.</param>
/// <param name="Since">Since when; null when unknown.</param>
public sealed record HealthCheck(string Name, string Status, string Detail, DateTime? Since);
