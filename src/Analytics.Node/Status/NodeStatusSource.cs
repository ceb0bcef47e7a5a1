using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Log;
using Analytics.Node.Configuration;
using Analytics.Node.Health;

namespace Analytics.Node.Status;

/// <summary>Gathers the status of the node from its parts. Any thread.</summary>
internal sealed class NodeStatusSource(NodeParts parts, TopicRates rates, DeadLetterCounts deadLetters, NodeLifecycle lifecycle, NodeOptions options, TimeProvider time)
{
    private static readonly string Version = typeof(NodeStatusSource).Assembly.GetName().Version!.ToString(3);

    /// <summary>Everything.</summary>
    public StatusAnswer Read()
    {
        var sinks = Sinks();
        var stores = parts.StoreStatus();
        return new StatusAnswer(Node(sinks, stores), Topics(), [.. parts.Region.Status.Select(Shard)], sinks, stores, deadLetters.Read());
    }

    /// <summary>How the sinks are.</summary>
    public IReadOnlyList<SinkStatusAnswer> Sinks() => [.. parts.Region.Sinks.Select(Sink).OrderBy(s => s.Name, StringComparer.Ordinal)];

    /// <summary>How one shard is.</summary>
    public ShardStatusAnswer Shard(ShardStatus shard) => new(
        shard.Shard.Topic,
        shard.Shard.Partition,
        shard is { State: ShardState.Running, Reason.Length: > 0 } ? "waiting" : shard.State.ToString().ToLowerInvariant(),
        shard.Position,
        shard.End,
        shard.DeliveredOffset,
        shard.Lag,
        Instant(shard.WatermarkMicros),
        shard.CheckpointAt is { } at
            ? new CheckpointStatus(shard.Checkpoint, (time.GetUtcNow() - at).TotalSeconds, shard.CheckpointBytes, shard.CheckpointDuration.TotalMilliseconds) : null,
        shard.Epoch,
        shard.Restarts,
        shard.EventsPerSecond);

    /// <summary>An instant of the log's microseconds; null for none.</summary>
    public static DateTime? Instant(long? micros) =>
        micros is { } value and > -62_000_000_000_000_000 ? DateTime.UnixEpoch.AddMicroseconds(value) : null;

    private NodeStatus Node(IReadOnlyList<SinkStatusAnswer> sinks, IReadOnlyList<StoreStatus> stores)
    {
        var state = lifecycle.Phase switch
        {
            NodePhase.Starting => "starting",
            NodePhase.Draining => "draining",
            _ when sinks.Any(s => s.State == "down") || stores.Any(s => s.State == "down") => "degraded",
            _ => "ready",
        };
        return new NodeStatus(
            Version, options.Node.Profile.ToString().ToLowerInvariant(), lifecycle.StartedAt.UtcDateTime, (time.GetUtcNow() - lifecycle.StartedAt).TotalSeconds, state);
    }

    private List<TopicStatus> Topics() =>
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
            !sink.IsUp ? "down" : slow ? "slow" : "up",
            (!sink.IsUp ? sink.DownSince : slow ? sink.OldestSince : null)?.UtcDateTime ?? lifecycle.StartedAt.UtcDateTime,
            sink.LastError,
            sink.Backlog,
            sink.BacklogBytes,
            sink.BacklogRecords,
            sink.Delivered,
            sink.Failures);
    }
}
