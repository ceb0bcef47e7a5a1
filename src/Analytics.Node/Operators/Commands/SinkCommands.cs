using Analytics.Actors.Holds;
using Analytics.Node.Cluster;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>sink …</c>: where results go.</summary>
internal sealed class SinkCommands(ClusterStatus cluster, SinkAudits audits, HoldCommands holds, Suggestions suggest)
{
    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("sink list", "Sinks: state, since when, backlog", async _ => new CommandAnswer(new { (await cluster.ReadAsync()).Sinks, Paused = holds.Now }, [ShardViews.Sinks, ShardViews.Paused])),
        OperatorCommand.Once("sink status", "One sink, and how far it is behind each shard", StatusAsync) with { Inputs = [CommandInput.Needed("sink", "its name", suggest.SinksAsync)] },
        OperatorCommand.Once("sink verify", "Compare what stores hold with what the log says was delivered: counts, checksums, and where they differ offsets", VerifyAsync) with
        {
            Inputs =
            [
                CommandInput.Maybe("sink", "its name", "every sink that keeps events by offset", suggest.SinksAsync), CommandInput.With("shard", "only this shard", "every shard", suggest.ShardsAsync),
                CommandInput.With("last", "so many offsets of each shard, up to operator.replay-events", "100000"),
            ],
        },
        holds.Pause(Hold.Sink, "sink pause", "Stop deliveries to a sink, until it is resumed; they wait in outbox and log, nothing is lost", "sink", "its name", suggest.SinksAsync),
        holds.Resume(Hold.Sink, "sink resume", "Deliver to a sink again", "sink", "what was paused"),
    ];

    private async Task<CommandAnswer> VerifyAsync(CommandCall call)
    {
        var status = await cluster.ReadAsync();
        if (call.TextOrNull("sink") is { } name && status.Sinks.All(sink => sink.Name != name)) throw CommandException.NotFound($"There is no sink {name}. There are: {string.Join(", ", status.Sinks.Select(sink => sink.Name))}");
        var findings = await audits.RunAsync(status.Shards, call.TextOrNull("sink"), call.TextOrNull("shard"), call.Number("last", 100_000, 1, audits.Most), call.Cancellation);
        var wrong = findings.Count(found => found.Unexplained + found.Doubled > 0);
        var result = new { Findings = findings, Right = findings.Count - wrong, Wrong = wrong, status.Missing };
        return new CommandAnswer(result,
        [
            View.Table(
                "findings", ("sink", "{sink}"), ("shard", ShardViews.Name), ("from", "{from:count}"), ("to", "{to:count}"), ("should hold", "{expected.rows:count}"), ("holds", "{held.rows:count}"), ("checksums", "{checksums}"),
                ("dead letters", "{deadLetters:count}"), ("repeated ids", "{repeatedIds:count}"), ("unexplained", "{unexplained:count}"), ("doubled", "{doubled:count}"), ("missing", "{missing}")),
            View.Line("{right} of them hold what they should, {wrong} do not"), ShardViews.Missing,
        ], wrong == 0);
    }

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
