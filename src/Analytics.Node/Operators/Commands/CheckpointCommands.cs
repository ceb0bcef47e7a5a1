using Analytics.Node.Cluster;
using Analytics.Node.Http.Answers;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>checkpoint …</c>: what shards have saved.</summary>
internal sealed class CheckpointCommands(Members members, OwnShards own)
{
    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() => [OperatorCommand.Once("checkpoint list", "The checkpoints that are kept, newest first within a shard", ListAsync)];

    private async Task<CommandAnswer> ListAsync(CommandCall call)
    {
        var found = await members.AskShardsAsync("checkpoints", () => Task.FromResult(own.Checkpoints()));
        return new CommandAnswer(new CheckpointsAnswer([.. found.Answers.SelectMany(shard => shard.Checkpoints)], found.Missing),
        [
            ShardViews.Missing,
            View.Table(
                "checkpoints", ("shard", ShardViews.Name), ("generation", "{generation}"), ("written", "{writtenAt:instant}"), ("next offset", "{nextOffset:count}"), ("size", "{bytes:size}"), ("took ms", "{durationMs:count}"),
                ("entities", "{entities:count}"), ("open deliveries", "{outboxDeliveries:count}"), ("epoch", "{epoch}"), ("newest", "{current:yes}")),
        ]);
    }
}
