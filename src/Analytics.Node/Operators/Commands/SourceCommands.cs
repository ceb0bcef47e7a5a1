using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Node.Cluster;
using Analytics.Node.Status;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>source …</c>: where events come from.</summary>
internal sealed class SourceCommands(ClusterStatus cluster, Members members, NodeOrders orders, NodeParts parts, TimeProvider time, Suggestions suggest)
{
    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("source list", "Topics: offsets, bytes, rates", async _ => new CommandAnswer(new { (await cluster.ReadAsync()).Topics }, [ShardViews.Topics])),
        OperatorCommand.Once("source seek", "Move a shard's position: forward skips events, back processes them again from a kept checkpoint, to the same effects", SeekAsync) with
        {
            Inputs =
            [
                CommandInput.Needed("source", "a shard, or with a time a whole lane", suggest.LanesAndShardsAsync), CommandInput.Needed("position", "an offset, an instant (ISO 8601), or a time back from now such as -5m"),
                CommandInput.Switch("dry-run", "only say which offsets that are"),
            ],
            Question = "Move {source} to {position}?",
            ReadsWith = "dry-run",
        },
    ];

    private async Task<CommandAnswer> SeekAsync(CommandCall call)
    {
        var (source, position) = (call.Text("source"), LogPosition.Parse("position", call.Text("position"), time));
        var shards = members.Expected.Select(shard => shard.Shard).Where(shard => shard.Topic == source || shard.ToString() == source).ToList();
        if (shards.Count == 0) throw CommandException.NotFound($"There is no shard or lane {source}. There are: {string.Join(", ", await suggest.LanesAndShardsAsync(call))}");
        if (shards.Count > 1 && position.Offset is not null) throw CommandException.Wrong("position", "a time for a whole lane: offsets are a shard's own");
        var targets = shards.Select(shard => (Shard: shard, Offset: OffsetOf(shard, position))).ToList();
        var results = new List<(ShardId Shard, long Wanted, NodeOrderResult Done)>();
        foreach (var (shard, offset) in targets)
        {
            var done = call.Has("dry-run") ? new NodeOrderResult("-", "Nothing was changed.", null, 0, offset)
                : await orders.TellOwnerAsync(new NodeOrder(NodeOrder.Seek, call.Caller, shard.Topic, shard.Partition, offset)) ?? new NodeOrderResult("-", "", "No node that answers has it.");
            results.Add((shard, offset, done));
        }

        if (results is [{ Done.Refused: { } refused }]) throw CommandException.Refused(refused);
        var shown = results.Select(one => new { one.Shard.Topic, one.Shard.Partition, one.Done.Node, one.Wanted, Position = one.Done.Refused is null ? one.Done.Offset : (long?)null, Said = one.Done.Refused ?? one.Done.Said });
        return new CommandAnswer(new { Shards = shown }, [View.Table("shards", ("shard", ShardViews.Name), ("node", "{node}"), ("wanted", "{wanted:count}"), ("position", "{position:count}"), ("what was done", "{said}"))], results.All(one => one.Done.Refused is null));
    }

    private long OffsetOf(ShardId shard, LogPosition position)
    {
        ILogPartition partition = parts.Log.Partition(shard.Topic, shard.Partition);
        partition.Refresh();
        var offset = position.In(partition);
        return offset >= partition.StartOffset && offset <= partition.EndOffset
            ? offset : throw CommandException.Wrong("position", FormattableString.Invariant($"an offset from {partition.StartOffset} to {partition.EndOffset}, found {offset}"));
    }
}
