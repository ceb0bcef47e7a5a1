using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Node.Status;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>log …</c>: the log of events, and what the node says.</summary>
internal sealed class LogCommands(NodeParts parts, NodeLogs logs, Suggestions suggest)
{
    private const int MostRecords = 1_000;
    private const int MostLines = 1_000;
    private static readonly string[] Levels = ["trace", "debug", "information", "warning", "error", "critical", "none"];
    private const int BytesAtOnce = 4 << 20;

    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Following("log tail", "What this node logs, as it happens", TailAsync) with
        {
            Inputs =
            [
                CommandInput.With("lines", $"lines from before to begin with, up to {MostLines}", "10"), CommandInput.With("level", "lowest level shown", "all that is logged") with { Choices = Levels[..^1] },
                CommandInput.Switch("once", "only the lines from before"),
            ],
        },
        OperatorCommand.Once("log level", "The lowest level that this node logs; it is as configured again after a restart", call => Task.FromResult(Level(call))) with { Inputs = [CommandInput.Maybe("level", "the level from now on", "only shows it") with { Choices = Levels }], Question = "Log from level {level} on?", ReadsWithout = "level" },
        OperatorCommand.Once("log peek", "Records of a partition as they are in the log", call => Task.FromResult(Peek(call))) with
        {
            Inputs =
            [
                CommandInput.Needed("topic", "the topic", suggest.TopicsAsync), CommandInput.Needed("partition", "its partition"), CommandInput.Maybe("offset", "where to start", "the last ones"),
                CommandInput.With("count", $"how many records, up to {MostRecords}", "10"),
            ],
        },
    ];

    private async IAsyncEnumerable<CommandAnswer> TailAsync(CommandCall call)
    {
        var lines = (int)call.Number("lines", 10, 0, MostLines);
        var lowest = Array.IndexOf(Levels, call.TextOrNull("level") ?? "trace");
        var said = call.Has("once") ? logs.Tail.Last(lines).ToAsyncEnumerable() : logs.Tail.FollowAsync(lines, call.Cancellation);
        await foreach (var line in said)
            if (Array.IndexOf(Levels, line.Level) >= lowest) yield return new CommandAnswer(line, [View.Line("{at:instant} {level} {source}[{id}] {text}")]);
    }

    private CommandAnswer Level(CommandCall call)
    {
        var before = logs.Level;
        if (call.TextOrNull("level") is { } level) logs.Level = Enum.Parse<LogLevel>(level, ignoreCase: true);
        return new CommandAnswer(new { Level = logs.Level.ToString().ToLowerInvariant(), Before = before.ToString().ToLowerInvariant() }, [View.Line("{level} (was {before})")]);
    }

    private CommandAnswer Peek(CommandCall call)
    {
        var (partition, count) = (Partition(call), (int)call.Number("count", 10, 1, MostRecords));
        partition.Refresh();
        var from = call.Number("offset", Math.Max(partition.StartOffset, partition.EndOffset - count), 0, long.MaxValue);
        if (from > partition.EndOffset) throw CommandException.NotFound($"{partition.Topic}-{partition.Index} ends at offset {partition.EndOffset}.");
        var records = new List<object>();
        using var reader = partition.OpenReader(from);
        var batch = new RecordBatch();
        while (records.Count < count && reader.ReadOrWait(batch, count - records.Count, BytesAtOnce) > 0)
            foreach (ref readonly var record in batch.Records) records.Add(Describe(batch, record));
        return new CommandAnswer(new { partition.Topic, Partition = partition.Index, partition.StartOffset, partition.EndOffset, Records = records },
        [
            View.Line("{topic}-{partition} holds offsets {startOffset:count} to {endOffset:count}"),
            View.Table("records", ("offset", "{offset}"), ("received", "{receivedAt:instant}"), ("key", "{key}"), ("headers", "{headers}"), ("value", "{value}")),
        ]);
    }

    private ILogPartition Partition(CommandCall call)
    {
        var topic = parts.Log.Topics.FirstOrDefault(topic => topic.Name == call.Text("topic"))
            ?? throw CommandException.NotFound($"There is no topic {call.Text("topic")}. There are: {string.Join(", ", parts.Log.Topics.Select(one => one.Name))}");
        return parts.Log.Partition(topic.Name, (int)CommandCall.Number("partition", call.Text("partition"), 0, topic.Partitions - 1));
    }

    private static object Describe(RecordBatch batch, in LogRecord record)
    {
        var headers = new Dictionary<string, string>();
        var bytes = batch.Bytes(record.Headers);
        while (RecordHeaders.TryReadNext(ref bytes, out var name, out var value)) headers.TryAdd(Encoding.ASCII.GetString(name), Encoding.UTF8.GetString(value));
        return new { record.Offset, ReceivedAt = NodeStatusSource.Instant(record.ReceivedAt), Key = Text(batch, record.Key), Headers = headers, Value = Text(batch, record.Value) };
    }

    private static string Text(RecordBatch batch, Utf8Slice slice) => Encoding.UTF8.GetString(batch.Bytes(slice));
}
