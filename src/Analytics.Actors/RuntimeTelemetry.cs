using System.Diagnostics.Metrics;

namespace Analytics.Actors;

/// <summary>Every instrument of the runtime: names, units and tags in one place. Counters here; gauges are read from a region's status.</summary>
internal static class RuntimeTelemetry
{
    private const string TopicTag = "messaging.destination.name";
    private const string SinkTag = "analytics.sink.name";
    private const string ErrorTag = "error.type";

    private static readonly Meter Actors = new("Analytics.Actors");
    private static readonly Meter Checkpoints = new("Analytics.Checkpoints");
    private static readonly Meter Sinks = new("Analytics.Sinks");

    private static readonly Counter<long> EventsProcessed =
        Actors.CreateCounter<long>("analytics.events.processed", "{event}", "Events of the log that a shard is done with, dead letters included.");

    private static readonly Counter<long> EventsRejected =
        Actors.CreateCounter<long>("analytics.events.rejected", "{event}", "Events that went to the dead letters, by stage and reason.");

    private static readonly Counter<long> EventsDropped =
        Actors.CreateCounter<long>("analytics.events.dropped", "{event}", "Events that the shard had before: duplicate (by id) or repeat (by source position).");

    private static readonly Counter<long> EventsLate =
        Actors.CreateCounter<long>("analytics.events.late", "{event}", "Events whose hour or day had its final result: stored, listed with the dead letters, not in that result.");

    private static readonly Counter<long> ActorRestarts =
        Actors.CreateCounter<long>("analytics.actors.restarts", "{restart}", "Entities put back to their last cut after a throw.");

    private static readonly Counter<long> ShardFailures =
        Actors.CreateCounter<long>("analytics.shards.failures", "{failure}", "Shards that stopped and recovered from disk.");

    private static readonly Counter<long> ShardsFenced =
        Actors.CreateCounter<long>("analytics.shards.fenced", "{shard}", "Shards that ended because another owner took their partition over.");

    private static readonly Counter<long> RuleMatches =
        Actors.CreateCounter<long>("analytics.rules.matches", "{match}", "Matches of rules, by rule. A replay counts again what it finds again.");

    private static readonly Counter<long> RuleLimits =
        Actors.CreateCounter<long>("analytics.rules.limits", "{hit}", "Unfinished matches or remembered values that a limit has cost, by limit.");

    private static readonly Counter<long> RuleLate =
        Actors.CreateCounter<long>("analytics.rules.late", "{event}", "Events that came too late to be seen in their order by rules, by what the rules watch.");

    private static readonly Histogram<double> ProcessDuration =
        Actors.CreateHistogram<double>("messaging.process.duration", "s", "One batch from the log through the entities to the encoders.");

    private static readonly Histogram<double> CheckpointPause =
        Checkpoints.CreateHistogram<double>("analytics.checkpoint.pause", "s", "Time that a cut keeps its shard from processing.");

    private static readonly Histogram<double> CheckpointDuration =
        Checkpoints.CreateHistogram<double>("analytics.checkpoint.duration", "s", "From the cut until it is durable.");

    private static readonly Histogram<long> CheckpointSize =
        Checkpoints.CreateHistogram<long>("analytics.checkpoint.size", "By", "State and payloads that one checkpoint adds.");

    private static readonly Counter<long> SinkBatches =
        Sinks.CreateCounter<long>("analytics.sink.batches", "{batch}", "Deliveries that arrived.");

    private static readonly Counter<long> SinkBytes =
        Sinks.CreateCounter<long>("analytics.sink.bytes", "By", "Bytes that arrived.");

    private static readonly Counter<long> SinkErrors =
        Sinks.CreateCounter<long>("analytics.sink.errors", "{error}", "Tries that failed.");

    private static readonly Histogram<double> SinkDuration =
        Sinks.CreateHistogram<double>("analytics.sink.flush.duration", "s", "One delivery that arrived, payload made again included.");

    public static void Processed(string topic, int events, TimeSpan took)
    {
        EventsProcessed.Add(events, new KeyValuePair<string, object?>(TopicTag, topic));
        ProcessDuration.Record(took.TotalSeconds, new KeyValuePair<string, object?>(TopicTag, topic));
    }

    public static void Rejected(string topic, string reason) => EventsRejected.Add(
        1,
        new KeyValuePair<string, object?>(TopicTag, topic),
        new KeyValuePair<string, object?>("analytics.stage", "processing"),
        new KeyValuePair<string, object?>("analytics.rejection.reason", reason));

    public static void Dropped(string topic, string reason, int events) => EventsDropped.Add(
        events, new KeyValuePair<string, object?>(TopicTag, topic), new KeyValuePair<string, object?>("analytics.drop.reason", reason));

    public static void Late(string topic) => EventsLate.Add(1, new KeyValuePair<string, object?>(TopicTag, topic));

    public static void RuleMatched(string rule) => RuleMatches.Add(1, new KeyValuePair<string, object?>("analytics.rule.name", rule));

    public static void RuleLimitHit(string limit) => RuleLimits.Add(1, new KeyValuePair<string, object?>("analytics.rule.limit", limit));

    public static void RuleEventLate(string watched) => RuleLate.Add(1, new KeyValuePair<string, object?>("analytics.rule.key", watched));

    public static void Restarted(string topic) => ActorRestarts.Add(1, new KeyValuePair<string, object?>(TopicTag, topic));

    public static void ShardFailed(string topic) => ShardFailures.Add(1, new KeyValuePair<string, object?>(TopicTag, topic));

    public static void ShardFenced(string topic) => ShardsFenced.Add(1, new KeyValuePair<string, object?>(TopicTag, topic));

    public static void Cut(string topic, TimeSpan pause) =>
        CheckpointPause.Record(pause.TotalSeconds, new KeyValuePair<string, object?>(TopicTag, topic));

    public static void CheckpointWritten(string topic, TimeSpan took, long bytes)
    {
        CheckpointDuration.Record(took.TotalSeconds, new KeyValuePair<string, object?>(TopicTag, topic));
        CheckpointSize.Record(bytes, new KeyValuePair<string, object?>(TopicTag, topic));
    }

    public static void Delivered(string sink, int bytes)
    {
        SinkBatches.Add(1, new KeyValuePair<string, object?>(SinkTag, sink));
        SinkBytes.Add(bytes, new KeyValuePair<string, object?>(SinkTag, sink));
    }

    public static void DeliveryFailed(string sink, string error) =>
        SinkErrors.Add(1, new KeyValuePair<string, object?>(SinkTag, sink), new KeyValuePair<string, object?>(ErrorTag, error));

    public static void DeliveryTook(string sink, TimeSpan took) =>
        SinkDuration.Record(took.TotalSeconds, new KeyValuePair<string, object?>(SinkTag, sink));
}
