using Analytics.Actors.Holds;
using Analytics.Node.Cluster;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>stream …</c>: the running graph from sources over flows to sinks.</summary>
internal sealed class StreamCommands(ClusterStatus cluster, StreamGraph graph, HoldCommands holds, Suggestions suggest)
{
    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("stream graph", "The running topology: sources, flows, sinks, and what holds what back", async _ => new CommandAnswer(graph.Describe(await cluster.ReadAsync()), [View.Text("text"), ShardViews.Missing])),
        OperatorCommand.Once("stream lag", "How far each shard is behind its source, and its sinks behind it", LagAsync) with { Inputs = [Lane] },
        OperatorCommand.Once("stream rate", "Events a second into the log and through each shard", RateAsync) with { Inputs = [Lane] },
        holds.Pause(Hold.Source, "stream pause", "Stop reading a lane or a shard, until it is resumed; events wait in the log", "lane", "a lane's topic or a shard", suggest.LanesAndShardsAsync),
        holds.Resume(Hold.Source, "stream resume", "Read a lane or a shard again", "lane", "what was paused"),
    ];

    private CommandInput Lane => CommandInput.Maybe("lane", "a lane's topic or a shard", "all", suggest.LanesAndShardsAsync);

    private async Task<CommandAnswer> LagAsync(CommandCall call)
    {
        var status = await cluster.ReadAsync();
        var shards = status.Shards.Where(shard => IsMeant(call, shard.Topic, shard.Partition)).Select(shard => new
        {
            shard.Topic, shard.Partition, shard.Node, shard.State, shard.Reason, shard.Position, shard.End, shard.LagRecords, NotDelivered = Math.Max(0, shard.Position - shard.DeliveredOffset), shard.Watermark,
        }).ToList();
        return new CommandAnswer(new { Shards = shards, LagRecords = shards.Sum(shard => shard.LagRecords), Missing = status.Missing.Where(shard => IsMeant(call, shard.Topic, shard.Partition)), Paused = holds.Now },
        [
            View.Table(
                "shards", ("shard", ShardViews.Name), ("node", "{node}"), ("state", "{state}"), ("why", "{reason}"), ("position", "{position:count}"), ("end", "{end:count}"), ("lag", "{lagRecords:count}"),
                ("read, not in all sinks", "{notDelivered:count}"), ("watermark", "{watermark:instant}")),
            View.Line("lag {lagRecords:count}"), ShardViews.Missing, ShardViews.Paused,
        ]);
    }

    private async Task<CommandAnswer> RateAsync(CommandCall call)
    {
        var status = await cluster.ReadAsync();
        var rates = status.Shards.Where(shard => IsMeant(call, shard.Topic, shard.Partition)).Select(shard => new
        {
            shard.Topic, shard.Partition, shard.Node, In = status.Topics.FirstOrDefault(topic => topic.Topic == shard.Topic && topic.Partition == shard.Partition)?.RecordsPerSecond ?? 0,
            Processed = shard.EventsPerSecond, shard.LagRecords,
        }).ToList();
        return new CommandAnswer(new { Shards = rates, In = rates.Sum(rate => rate.In), Processed = rates.Sum(rate => rate.Processed) },
        [
            View.Table("shards", ("shard", ShardViews.Name), ("node", "{node}"), ("into the log", "{in:rate}"), ("processed", "{processed:rate}"), ("lag", "{lagRecords:count}")),
            View.Line("into the log {in:rate}, processed {processed:rate}"),
        ]);
    }

    private static bool IsMeant(CommandCall call, string topic, int partition) =>
        call.TextOrNull("lane") is not { } lane || lane == topic || CommandCall.TryShard(lane) is { } shard && shard.Topic == topic && shard.Partition == partition;
}
