using Analytics.Node.Status;

namespace Analytics.Node.Health;

/// <summary>Answers the probes.</summary>
internal sealed class NodeHealth(NodeLifecycle lifecycle, NodeParts parts, NodeStatusSource status)
{
    // Longer than any recovery of a large shard; a loop that has not turned for so long hangs.
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(2);

    /// <summary>Whether the node's own loops turn.</summary>
    public HealthAnswer Live()
    {
        var idle = parts.Region.SinceLastTurn;
        return Of([new HealthCheck("shard-workers", idle < LongestTurn ? "healthy" : "unhealthy", idle < LongestTurn ? "" : $"No turn for {idle.TotalSeconds:0} s", null)]);
    }

    /// <summary>Whether events are taken.</summary>
    public HealthAnswer Ready()
    {
        var node = new HealthCheck("node", lifecycle.Phase == NodePhase.Running ? "healthy" : "unhealthy", lifecycle.Phase == NodePhase.Running ? "" : lifecycle.Phase.ToString(), null);
        var sinks = status.Sinks().Select(s => new HealthCheck(s.Name, s.State == "down" ? "degraded" : "healthy", s.State == "down" ? s.LastError ?? "" : "", s.Since));
        return Of([node, .. sinks]);
    }

    /// <summary>Whether the start is over.</summary>
    public HealthAnswer Started() =>
        Of([new HealthCheck("node", lifecycle.Phase == NodePhase.Starting ? "unhealthy" : "healthy", lifecycle.Phase == NodePhase.Starting ? "Starting" : "", lifecycle.StartedAt.UtcDateTime)]);

    private static HealthAnswer Of(IReadOnlyList<HealthCheck> checks)
    {
        var worst = checks.Any(c => c.Status == "unhealthy") ? "unhealthy" : checks.Any(c => c.Status == "degraded") ? "degraded" : "healthy";
        return new HealthAnswer(worst, checks);
    }
}
