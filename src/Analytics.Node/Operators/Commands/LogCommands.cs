using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Node.Status;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>log …</c>: the log of events, and what the node says.</summary>
internal sealed class LogCommands(NodeParts parts, Suggestions suggest)
{
    private const int MostRecords = 1_000;
    private const int BytesAtOnce = 4 << 20;

    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("log peek", "Records of a partition as they are in the log", call => Task.FromResult(Peek(call))) with
        {
            Inputs =
            [
                CommandInput.Needed("topic", "the topic", suggest.TopicsAsync), CommandInput.Needed("partition", "its partition"), CommandInput.Maybe("offset", "where to start", "the last ones"),
                CommandInput.With("count", $"how many records, up to {MostRecords}", "10"),
            ],
        },
    ];

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
