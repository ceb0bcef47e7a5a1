using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Analytics.Pbm.Api;
using Analytics.Pbm.Output;

namespace Analytics.Pbm.Commands;

/// <summary><c>status</c>, <c>sources</c>, <c>shards</c> and <c>sinks</c>: parts of one answer.</summary>
/// <param name="context">What every command has.</param>
public sealed class StatusCommands(CommandContext context)
{
    private readonly Reporter _out = context.Reporter;

    /// <summary>The commands.</summary>
    public IEnumerable<Command> All() =>
    [
        Part("status", "The node, its stores and everything below in short", null, Overview),
        Part("sources", "Topics: offsets, bytes, rates", "topics", status => Topics(status.Topics)),
        Part("shards", "Shards of all nodes: owner, position, lag, watermark, checkpoint", "shards", Shards),
        Part("sinks", "Sinks: state, since when, backlog", "sinks", status => Sinks(status.Sinks)),
    ];

    private Command Part(string name, string description, string? field, Action<StatusAnswer> show) => context.Command(name, description, async (node, parsed, cancellation) =>
    {
        if (parsed.GetValue(context.Json))
        {
            var answer = await node.GetAsync("/api/v1/status", ApiJson.Default.JsonElement, cancellation);
            _out.Json(field is null ? answer : answer.GetProperty(field), ApiJson.Default.JsonElement);
        }
        else
        {
            show(await node.GetAsync("/api/v1/status", ApiJson.Default.StatusAnswer, cancellation));
        }

        return ExitCodes.Done;
    });

    private void Overview(StatusAnswer status)
    {
        var node = status.Node;
        _out.Line($"node {(node.Id is null ? "" : node.Id + " ")}{node.Version}, {node.Profile}: {node.State}, up {Words.Duration(node.UptimeSeconds)} since {Words.Instant(node.StartedAt)}");
        Stores(status.Stores);
        Topics(status.Topics);
        Shards(status);
        Sinks(status.Sinks);
        DeadLetters(status.DeadLetters);
    }

    private void Stores(IReadOnlyList<StoreInfo> stores)
    {
        if (stores.Count == 0) return;
        _out.Table(["store", "state", "since", "detail"], stores.Select(store => new[] { store.Name, store.State, Words.Instant(store.Since), store.Detail ?? "" }));
    }

    private void Topics(IReadOnlyList<TopicInfo> topics) => _out.Table(
        ["topic", "partition", "start", "end", "size", "records"],
        topics.Select(topic => new[]
        {
            topic.Topic, Number(topic.Partition), Words.Count(topic.StartOffset), Words.Count(topic.EndOffset), Words.Size(topic.Bytes), Words.Rate(topic.RecordsPerSecond),
        }));

    private void Shards(StatusAnswer status)
    {
        Shards(status.Shards);
        ClusterCommands.Missing(_out, status.Missing);
    }

    private void Shards(IReadOnlyList<ShardInfo> shards) => _out.Table(
        ["shard", "node", "state", "position", "lag", "delivered", "watermark", "checkpoint", "age", "epoch", "restarts", "events"],
        shards.Select(shard => new[]
        {
            $"{shard.Topic}-{shard.Partition}", shard.Node ?? "-", shard.State, Words.Count(shard.Position), Words.Count(shard.LagRecords), Words.Count(shard.DeliveredOffset),
            Words.Instant(shard.Watermark), shard.Checkpoint is { } made ? Number(made.Generation) : "-",
            shard.Checkpoint is { } last ? Words.Duration(last.AgeSeconds) : "-", Number(shard.Epoch), Number(shard.Restarts), Words.Rate(shard.EventsPerSecond),
        }));

    private void Sinks(IReadOnlyList<SinkInfo> sinks) => _out.Table(
        ["sink", "state", "since", "waiting", "rows", "size", "delivered", "retries", "last error"],
        sinks.Select(sink => new[]
        {
            sink.Name, sink.State, Words.Instant(sink.Since), Words.Count(sink.BacklogDeliveries), Words.Count(sink.BacklogRows), Words.Size(sink.BacklogBytes),
            Words.Count(sink.Delivered), Words.Count(sink.Retries), sink.LastError ?? "",
        }));

    private void DeadLetters(IReadOnlyList<DeadLetterTopic> topics)
    {
        var some = topics.Where(topic => topic.Records > 0).ToList();
        if (some.Count == 0) return;
        _out.Table(["dead letters", "records", "by reason"], some.Select(topic => new[]
        {
            topic.Topic, Words.Count(topic.Records),
            string.Join(", ", topic.ByReason.OrderByDescending(reason => reason.Value).Select(reason => $"{reason.Key} {Words.Count(reason.Value)}")),
        }));
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
