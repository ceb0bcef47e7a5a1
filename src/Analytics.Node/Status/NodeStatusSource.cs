using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Log;
using Analytics.Node.Cluster;
using Analytics.Node.Composition;
using Analytics.Node.Configuration;
using Analytics.Node.Health;

namespace Analytics.Node.Status;

/// <summary>Gathers the status of the node from its parts. Any thread.</summary>
internal sealed class NodeStatusSource(NodeParts parts, TopicRates rates, NodeLifecycle lifecycle, NodeOptions options, TimeProvider time)
{
    private static readonly string Version = typeof(NodeStatusSource).Assembly.GetName().Version!.ToString(3);

    private readonly string _id = Settings.NodeName(options.Node);
    private readonly string[] _roles = [.. options.Node.Roles.Select(role => OptionNames.Kebab(role.ToString()))];

    /// <summary>What this node knows by itself.</summary>
    public StatusPart Part()
    {
        var sinks = Sinks();
        var stores = parts.StoreStatus();
        return new StatusPart(Node(sinks, stores), [.. parts.Region.Status.Select(Shard)], sinks, stores, parts.Standby());
    }

    /// <summary>How the sinks are.</summary>
    public IReadOnlyList<SinkStatusAnswer> Sinks() => [.. parts.Region.Sinks.Select(Sink).OrderBy(s => s.Name, StringComparer.Ordinal)];

    /// <summary>How one shard is.</summary>
    public ShardStatusAnswer Shard(ShardStatus shard) => new(
        shard.Shard.Topic,
        shard.Shard.Partition,
        _id,
        StateOf(shard),
        shard.Reason,
        shard.Position,
        shard.End,
        shard.DeliveredOffset,
        shard.Lag,
        Instant(shard.WatermarkMicros),
        shard.CheckpointAt is { } at
            ? new CheckpointStatus(shard.Checkpoint, (time.GetUtcNow() - at).TotalSeconds, shard.CheckpointBytes, shard.CheckpointDuration.TotalMilliseconds) : null,
        shard.Epoch,
        shard.Restarts,
        shard.EventsPerSecond,
        shard.RulesRevision,
        shard.RulesSince,
        shard.RulesRebuild?.Revision,
        shard.RulesRebuild?.Done);

    /// <summary>A shard's state in a word.</summary>
    public static string StateOf(ShardStatus shard) => shard switch
    {
        { State: ShardState.Running, Reason: "paused" } => "paused",
        { State: ShardState.Running, Reason.Length: > 0 } => "waiting",
        _ => shard.State.ToString().ToLowerInvariant(),
    };

    /// <summary>An instant of the log's microseconds; null for none.</summary>
    public static DateTime? Instant(long? micros) =>
        micros is { } value and > -62_000_000_000_000_000 ? DateTime.UnixEpoch.AddMicroseconds(value) : null;

    private NodeStatus Node(IReadOnlyList<SinkStatusAnswer> sinks, IReadOnlyList<StoreStatus> stores)
    {
        var state = lifecycle.Phase switch
        {
            NodePhase.Starting => "starting",
            NodePhase.Draining => "draining",
            _ when parts.Group.HasLeft => "left",
            _ when options.Node.Roles.Contains(NodeRole.Ingest) && stores.Any(s => s.State == "down" && s.Name is KafkaSettings.Kafka or Backbone.SegmentFiles) => "closed",
            _ when sinks.Any(s => s.State is "down" or "slow") || stores.Any(s => s.State == "down" && s.Name != AnswerCache.Redis) => "degraded",
            _ => "ready",
        };
        return new NodeStatus(
            _id, _roles, Version, options.Node.Profile.ToString().ToLowerInvariant(), lifecycle.StartedAt.UtcDateTime, (time.GetUtcNow() - lifecycle.StartedAt).TotalSeconds, state, lifecycle.OperatorAddress);
    }

    /// <summary>Every partition of the log.</summary>
    public IReadOnlyList<TopicStatus> Topics() =>
    [
        .. from topic in parts.Log.Topics
           from number in Enumerable.Range(0, topic.Partitions)
           let partition = parts.Log.Partition(topic.Name, number)
           select new TopicStatus(topic.Name, number, partition.StartOffset, partition.EndOffset, partition.SizeInBytes, rates.Of(partition)),
    ];

    private SinkStatusAnswer Sink(SinkStatus sink)
    {
        var slow = sink.IsUp && sink.OldestSince is { } oldest && time.GetUtcNow() - oldest > TimeSpan.FromSeconds(10);
        return new SinkStatusAnswer(
            sink.Sink,
            sink.IsPaused ? "paused" : !sink.IsUp ? "down" : slow ? "slow" : "up",
            (slow && !sink.IsPaused ? sink.OldestSince!.Value : sink.Since).UtcDateTime,
            sink.LastError,
            sink.Backlog,
            sink.BacklogBytes,
            sink.BacklogRecords,
            sink.Delivered,
            sink.Failures);
    }
}
