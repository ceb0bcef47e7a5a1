using Analytics.Actors.Holds;
using Analytics.Node.Cluster;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>sink …</c>: where results go.</summary>
internal sealed class SinkCommands(ClusterStatus cluster, HoldCommands holds, Suggestions suggest)
{
    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("sink list", "Sinks: state, since when, backlog", async _ => new CommandAnswer(new { (await cluster.ReadAsync()).Sinks, Paused = holds.Now }, [ShardViews.Sinks, ShardViews.Paused])),
        OperatorCommand.Once("sink status", "One sink, and how far it is behind each shard", StatusAsync) with { Inputs = [CommandInput.Needed("sink", "its name", suggest.SinksAsync)] },
        holds.Pause(Hold.Sink, "sink pause", "Stop deliveries to a sink, until it is resumed; they wait in outbox and log, nothing is lost", "sink", "its name", suggest.SinksAsync),
        holds.Resume(Hold.Sink, "sink resume", "Deliver to a sink again", "sink", "what was paused"),
    ];

    private async Task<CommandAnswer> StatusAsync(CommandCall call)
    {
        var (name, status) = (call.Text("sink"), await cluster.ReadAsync());
        var sink = status.Sinks.FirstOrDefault(sink => sink.Name == name) ?? throw CommandException.NotFound($"There is no sink {name}. There are: {string.Join(", ", status.Sinks.Select(sink => sink.Name))}");
        return new CommandAnswer(new { Sinks = new[] { sink }, status.Shards, status.Missing },
        [
            ShardViews.Sinks,
            View.Table("shards", ("shard", ShardViews.Name), ("node", "{node}"), ("state", "{state}"), ("position", "{position:count}"), ("all sinks have up to", "{deliveredOffset:count}"), ("end", "{end:count}")), ShardViews.Missing,
        ]);
    }
}
