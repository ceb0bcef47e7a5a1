namespace Analytics.Node.Health;

/// <summary>What a probe answers.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> (something is down, events are taken all the same) or <c>unhealthy</c>.</param>
/// <param name="Checks">What was looked at, and since when it is as it is.</param>
public sealed record HealthAnswer(string Status, IReadOnlyList<HealthCheck> Checks);
