using Analytics.Actors.Holds;
using Analytics.Node.Composition;
using Analytics.Node.Configuration;
using Analytics.Node.Status;

namespace Analytics.Node.Health;

/// <summary>Answers the probes.</summary>
internal sealed class NodeHealth(NodeLifecycle lifecycle, NodeParts parts, NodeStatusSource status, AlertChannelStates channels, NodeOptions options)
{
    // Longer than any piece of work of a shard; a loop that has not turned for so long hangs.
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(2);

    /// <summary>Whether the node's own loops turn.</summary>
    public HealthAnswer Live()
    {
        var idle = parts.Region.SinceLastTurn;
        return Of([new HealthCheck("shard-workers", idle < LongestTurn ? "healthy" : "unhealthy", idle < LongestTurn ? "" : $"No turn for {idle.TotalSeconds:0} s", null)]);
    }

    /// <summary>
    /// Whether events are taken. Without its log a node takes none. One that has no shards takes them all the same: others process them, or it will, once the group has
    /// given it some.
    /// </summary>
    public HealthAnswer Ready()
    {
        var node = new HealthCheck("node", lifecycle.Phase == NodePhase.Running ? "healthy" : "unhealthy", lifecycle.Phase == NodePhase.Running ? "" : lifecycle.Phase.ToString(), null);
        return Of([node, .. Log(), .. RabbitMq(), .. Shards(), .. status.Sinks().Select(Sink), .. Channels()]);
    }

    /// <summary>Whether the start is over.</summary>
    public HealthAnswer Started() =>
        Of([new HealthCheck("node", lifecycle.Phase == NodePhase.Starting ? "unhealthy" : "healthy", lifecycle.Phase == NodePhase.Starting ? "Starting" : "", lifecycle.StartedAt.UtcDateTime)]);

    private HealthCheck Sink(SinkStatusAnswer sink) => new(sink.Name, sink.State == "up" ? "healthy" : "degraded", sink.State switch
    {
        "down" => sink.LastError ?? "",
        "slow" => $"Deliveries that wait for it: {sink.BacklogDeliveries}, the oldest since {sink.Since:HH:mm:ss}Z.",
        "paused" => PausedBy(Hold.Sink, sink.Name),
        _ => "",
    }, sink.Since);

    private IEnumerable<HealthCheck> Log()
    {
        var gone = options.Node.Roles.Contains(NodeRole.Ingest) ? "unhealthy" : "degraded";
        return parts.StoreStatus().Where(store => store.Name is KafkaSettings.Kafka or Backbone.SegmentFiles)
            .Select(store => new HealthCheck(store.Name, store.State == "up" ? "healthy" : gone, store.State == "up" ? "" : store.Detail, store.Since));
    }

    // Other doors take events all the same, and what waits in a queue is not lost.
    private IEnumerable<HealthCheck> RabbitMq() => parts.StoreStatus().Where(store => store.Name == RabbitMqSettings.RabbitMq)
        .Select(store => new HealthCheck(store.Name, store.State == "up" ? "healthy" : "degraded", store.State == "up" ? "" : store.Detail, store.Since));

    // What a channel does not take waits in the ledger.
    private IEnumerable<HealthCheck> Channels() => channels.Read()
        .Select(channel => new HealthCheck("alerts." + channel.Name, channel.IsUp ? "healthy" : "degraded", channel.Error ?? "", channel.Since?.UtcDateTime));

    private IEnumerable<HealthCheck> Shards()
    {
        if (!options.Node.Roles.Contains(NodeRole.Process)) return [];
        if (!parts.Region.WasAssigned) return [new HealthCheck("shards", "degraded", "Waits for the group to say which shards are its own.", null)];
        if (parts.Group.HasLeft) return [new HealthCheck("shards", "degraded", "An operator let it leave the group: `cluster join` lets it take shards again.", null)];
        if (parts.Holds.Now.FirstOrDefault(hold => hold.Kind == Hold.Source) is { } held) return [new HealthCheck("shards", "degraded", PausedBy(Hold.Source, held.Name), held.Since.UtcDateTime)];
        return [new HealthCheck("shards", "healthy", parts.Region.Shards.Count > 0 ? "" : "The group gave it no shard: other nodes have all of them.", null)];
    }

    private string PausedBy(string kind, string name) =>
        parts.Holds.Now.FirstOrDefault(hold => hold.Kind == kind && hold.Name == name) is { } hold ? $"{name} is paused by an operator with {hold.By}." : $"{name} is paused by an operator.";

    private static HealthAnswer Of(IReadOnlyList<HealthCheck> checks)
    {
        var worst = checks.Any(c => c.Status == "unhealthy") ? "unhealthy" : checks.Any(c => c.Status == "degraded") ? "degraded" : "healthy";
        return new HealthAnswer(worst, checks);
    }
}
