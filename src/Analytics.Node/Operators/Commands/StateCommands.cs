using Analytics.Node.Cluster;
using Analytics.Node.Http.Answers;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>state …</c>: what entities hold.</summary>
internal sealed class StateCommands(ClusterEntities entities, Suggestions suggest)
{
    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("state show", "The state of one entity, asked of its actor", ShowAsync) with { Inputs = EntityCall.Inputs(suggest) },
    ];

    private async Task<CommandAnswer> ShowAsync(CommandCall call)
    {
        var (shards, missing) = await EntityCall.FindAsync(entities, call);
        return new CommandAnswer(new EntityAnswer(call.Text("kind"), call.Text("key"), [.. shards.Select(shard => shard.Part.Answer!.State!.Value)], missing), [ShardViews.Missing, View.Json("shards", "state")]);
    }
}
