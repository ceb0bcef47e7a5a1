using System.Diagnostics.Metrics;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Node.Health;
using Analytics.Node.Status;

namespace Analytics.Node.Telemetry;

/// <summary>
/// The node's gauges, read from the status of shards, sinks and stores when somebody scrapes: names, units and tags in one place. No tenant and no user is a tag.
/// </summary>
internal sealed class NodeTelemetry : IDisposable
{
    private const string TopicTag = "messaging.destination.name";
    private const string PartitionTag = "messaging.destination.partition.id";
    private const string SinkTag = "analytics.sink.name";

    private readonly Meter _meter = new("Analytics.Node");
    private readonly NodeParts _parts;
    private readonly TimeProvider _time;

    /// <summary>Makes the instruments.</summary>
    public NodeTelemetry(NodeParts parts, DeadLetterCounts deadLetters, AlertChannelStates channels, TimeProvider time)
    {
        (_parts, _time) = (parts, time);
        AddShards();
        AddSinks();
        var actors = new ActorCounts(parts.Region, time);
        _meter.CreateObservableGauge("analytics.actors.live", () => actors.Read().Select(k => new Measurement<long>(k.Value.Live, Tag("kind", k.Key))), "{actor}", "Actors in memory, by kind.");
        _meter.CreateObservableGauge("analytics.actors.passive", () => actors.Read().Select(k => new Measurement<long>(k.Value.Passive, Tag("kind", k.Key))), "{actor}", "Actors on disk only, by kind.");
        _meter.CreateObservableGauge("analytics.store.up", () => parts.StoreStatus().Select(s => new Measurement<int>(s.State == "up" ? 1 : 0, Tag("store", s.Name))), null, "1 while the store answers.");
        _meter.CreateObservableGauge(
            "analytics.alerts.channel.up", () => channels.Read().Select(c => new Measurement<int>(c.IsUp ? 1 : 0, Tag("analytics.alerts.channel", c.Name))), null, "1 while the channel takes messages.");
        _meter.CreateObservableGauge(
            "analytics.dead_letters",
            () => deadLetters.Read().SelectMany(t => t.ByReason.Select(r => new Measurement<long>(r.Value, Tag(TopicTag, t.Topic), Tag("analytics.rejection.reason", r.Key)))),
            "{record}",
            "Dead letters kept, by topic and reason; retried ones included.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void AddShards()
    {
        Shards("analytics.shard.lag", "{record}", "Records of the log that the shard has not processed.", s => s.Lag);
        Shards("analytics.shard.running", null, "1 while the shard runs, 0 while it recovers, drains or failed.", s => s.State == ShardState.Running ? 1 : 0);
        Shards("analytics.watermark.lag", "s", "How far the shard's lowest watermark is behind the present.", s => s.WatermarkMicros is { } at ? Seconds(DateTimeOffset.UnixEpoch.AddMicroseconds(at)) : null);
        Shards("analytics.checkpoint.age", "s", "Age of the newest checkpoint; it grows without harm while nothing comes in.", s => s.CheckpointAt is { } at ? Seconds(at) : null);
        Shards("analytics.checkpoint.state.size", "By", "Entity state on disk, superseded states included.", s => s.Footprint.StateBytes);
        Shards("analytics.checkpoint.generations", "{checkpoint}", "Checkpoints that could be loaded.", s => s.Footprint.Generations);
    }

    private void AddSinks()
    {
        Sinks("analytics.sink.up", null, "0 while a delivery fails.", s => s.IsUp ? 1 : 0);
        Sinks("analytics.sink.backlog", "{delivery}", "Deliveries that wait or are under way.", s => s.Backlog);
        Sinks("analytics.sink.backlog.age", "s", "How long the oldest delivery waits; 0 without one.", s => s.OldestSince is { } since ? Seconds(since) : 0);
    }

    private void Shards(string name, string? unit, string description, Func<ShardStatus, double?> value) => _meter.CreateObservableGauge(
        name,
        () => from shard in _parts.Region.Status
              let read = value(shard)
              where read is not null
              select new Measurement<double>(read.Value, Tag(TopicTag, shard.Shard.Topic), Tag(PartitionTag, shard.Shard.Partition)),
        unit,
        description);

    private void Sinks(string name, string? unit, string description, Func<SinkStatus, double> value) => _meter.CreateObservableGauge(
        name, () => _parts.Region.Sinks.Select(sink => new Measurement<double>(value(sink), Tag(SinkTag, sink.Sink))), unit, description);

    private double Seconds(DateTimeOffset since) => Math.Max(0, (_time.GetUtcNow() - since).TotalSeconds);

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);
}
