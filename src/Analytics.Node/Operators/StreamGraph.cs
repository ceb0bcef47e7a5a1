using System.Globalization;
using System.Text;
using Analytics.Actors.Streams;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Ingestion.Routing;
using Analytics.Node.Configuration;
using Analytics.Node.Status;
using Analytics.Processing.Enrichment;

namespace Analytics.Node.Operators;

/// <summary>
/// The running topology, taken from the lanes that the node was composed of, with what holds it back now: a sink that takes deliveries too slowly fills its outbox, the
/// shard pauses on its partition, and the log is the buffer.
/// </summary>
internal sealed class StreamGraph(NodeParts parts)
{
    private readonly Lazy<IReadOnlyList<Flow>> _flows = new(() => [.. parts.Region.Lanes.Select(lane => FlowOf(lane, parts.Log))]);

    /// <summary>The graph with the state of every part.</summary>
    public object Describe(StatusAnswer status)
    {
        var lanes = _flows.Value.Select(flow => new
        {
            flow.Source, flow.Partitions, flow.Stages, flow.Entities,
            Sinks = flow.Sinks.Select(sink => (Flow: sink, Now: status.Sinks.FirstOrDefault(one => one.Name == sink.Name))).Select(sink => new
            {
                sink.Flow.Name, sink.Flow.Takes, State = sink.Now?.State ?? "up", Waiting = sink.Now?.BacklogDeliveries ?? 0, Records = sink.Now?.BacklogRows ?? 0,
            }),
            Shards = status.Shards.Where(shard => shard.Topic == flow.Source).Select(shard => new { shard.Partition, shard.Node, shard.State, shard.Reason, shard.LagRecords, shard.EventsPerSecond }),
        }).ToList();
        return new { Lanes = lanes, Text = Draw(status), status.Missing };
    }

    private static Flow FlowOf(LaneDefinition lane, ILog log)
    {
        var shard = new ShardId(lane.Topic, 0);
        return new Flow(
            lane.Topic,
            log.Topics.FirstOrDefault(topic => topic.Name == lane.Topic)?.Partitions ?? 0,
            [new Stage("decode", []), .. lane.Transforms(shard).Select(transform => new Stage(transform.Name, transform is EnrichmentPipeline enrich ? [.. enrich.Steps.Select(step => OptionNames.Kebab(step.GetType().Name))] : []))],
            [.. lane.Kinds(shard).Select(kind => kind.Name)],
            [.. lane.Sinks.Select(sink => new SinkEnd(sink.Name, Takes(sink)))]);
    }

    private static string Takes(ISink sink) => sink switch
    {
        DeadLetterSink => "what is refused",
        ForwardSink => "what belongs to another partition",
        { Mode: DeliveryMode.ByReference } => "every event",
        _ => "results",
    };

    private string Draw(StatusAnswer status)
    {
        var text = new StringBuilder();
        foreach (var flow in _flows.Value)
        {
            var shards = status.Shards.Where(shard => shard.Topic == flow.Source).ToList();
            Line(text, $"{flow.Source}   {flow.Partitions} partitions, {shards.Sum(shard => shard.EventsPerSecond):N0} events/s, lag {shards.Sum(shard => shard.LagRecords):N0}");
            foreach (var held in shards.Where(shard => shard.State is not "running"))
                Line(text, $"  ■ {held.State} on partition {held.Partition} ({held.Node}), lag {held.LagRecords:N0}{(held.Reason.Length > 0 && held.Reason != held.State ? ": " + held.Reason : "")}");
            foreach (var stage in flow.Stages) Line(text, $"  │ ▼ {stage.Name}{(stage.Steps.Count > 0 ? "   " + string.Join(" · ", stage.Steps) : "")}");
            Line(text, $"  │ ▼ entities   {(flow.Entities.Count > 0 ? string.Join(" · ", flow.Entities) : "none")}");
            Line(text, $"  │ ▼ checkpoint   position, changed state, effects; then delivery");
            Sinks(text, flow, status);
            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void Sinks(StringBuilder text, Flow flow, StatusAnswer status)
    {
        var ends = flow.Sinks.Select(end => (End: end, Now: status.Sinks.FirstOrDefault(sink => sink.Name == end.Name))).ToList();
        foreach (var (end, now) in ends)
            Line(text, $"  ├──► {end.Name,-22} {end.Takes,-34} {now?.State ?? "up",-7}{(now is { BacklogDeliveries: > 0 } ? $" ◄ {now.BacklogDeliveries:N0} deliveries of {now.BacklogRows:N0} records wait" : "")}");
        var slowest = ends.Where(one => one.Now is { State: not "up", BacklogDeliveries: > 0 }).OrderByDescending(one => one.Now!.BacklogRows).Select(one => one.Now!).FirstOrDefault();
        if (slowest is null) Line(text, $"  └─◄ no back-pressure: a slow sink fills its outbox, then its partitions pause, and the log is the buffer");
        else Line(text, $"  └─◄ back-pressure from {slowest.Name} ({slowest.State}): {slowest.BacklogBytes:N0} bytes of {slowest.BacklogRows:N0} records wait; when the outbox is full, partitions pause, and the log is the buffer");
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    /// <summary>One lane.</summary>
    internal sealed record Flow(string Source, int Partitions, IReadOnlyList<Stage> Stages, IReadOnlyList<string> Entities, IReadOnlyList<SinkEnd> Sinks);

    /// <summary>One stage and its steps.</summary>
    internal sealed record Stage(string Name, IReadOnlyList<string> Steps);

    /// <summary>One sink and what it takes.</summary>
    internal sealed record SinkEnd(string Name, string Takes);
}
