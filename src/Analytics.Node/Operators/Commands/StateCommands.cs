using System.Text.Json;
using Analytics.Actors.Replay;
using Analytics.Contracts.Sinks;
using Analytics.Node.Cluster;
using Analytics.Node.Http.Answers;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>state …</c>: what entities hold, and held.</summary>
internal sealed class StateCommands(ClusterEntities entities, PastStates past, Members members, TimeProvider time, Suggestions suggest)
{
    private const string Positions = "an offset, an instant (ISO 8601), a time back from now such as -5m, or now";

    private static readonly View Made = View.Lines("shards", "{topic}-{partition} before offset {offset:count}, from {start}; {events:count} events processed again");

    private static readonly View Gap = View.Line("The log does not reach back to its beginning, and no checkpoint is old enough: what retention deleted is missing.", when: "lacks");

    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("state show", "The state of one entity, asked of its actor", ShowAsync) with { Inputs = EntityCall.Inputs(suggest) },
        OperatorCommand.Once("state at", "The state of one entity as it was, by replay from the nearest checkpoint or the log's beginning; nothing is touched", AtAsync) with
        {
            Inputs = [.. EntityCall.Inputs(suggest), CommandInput.Needed("at", Positions), Shard],
        },
        OperatorCommand.Once("state diff", "What differs in one entity between two offsets or times", DiffAsync) with
        {
            Inputs = [.. EntityCall.Inputs(suggest), CommandInput.Needed("from", Positions), CommandInput.Maybe("to", Positions, "now"), Shard],
        },
    ];

    private CommandInput Shard => CommandInput.With("shard", "the shard to look at", "where the entity is now", suggest.ShardsAsync);

    private async Task<CommandAnswer> ShowAsync(CommandCall call)
    {
        var (shards, missing) = await EntityCall.FindAsync(entities, call);
        return new CommandAnswer(new EntityAnswer(call.Text("kind"), call.Text("key"), [.. shards.Select(shard => shard.Part.Answer!.State!.Value)], missing), [ShardViews.Missing, View.Json("shards", "state")]);
    }

    private async Task<CommandAnswer> AtAsync(CommandCall call)
    {
        var position = LogPosition.Parse("at", call.Text("at"), time);
        var looks = new List<(ShardId Shard, ReplayedState<JsonElement?> State)>();
        foreach (var shard in await ShardsAsync(call)) looks.Add((shard, await LookAsync(call, shard, position)));
        var result = new
        {
            Kind = call.Text("kind"), Key = call.Text("key"), Lacks = looks.Any(look => !look.State.IsWhole),
            Shards = looks.Select(look => new
            {
                look.Shard.Topic, look.Shard.Partition, look.State.Offset, look.State.Checkpoint, look.State.From, look.State.IsWhole, Start = Start(look.State), Events = look.State.Offset - look.State.From, State = look.State.Answer,
            }),
        };
        return new CommandAnswer(result, [Made, Gap, View.Json("shards", "state")], looks.Any(look => look.State.Answer is not null));
    }

    private async Task<CommandAnswer> DiffAsync(CommandCall call)
    {
        var (from, to) = (LogPosition.Parse("from", call.Text("from"), time), LogPosition.Parse("to", call.TextOrNull("to") ?? "now", time));
        var looks = new List<(ShardId Shard, ReplayedState<JsonElement?> Before, ReplayedState<JsonElement?> After)>();
        foreach (var shard in await ShardsAsync(call)) looks.Add((shard, await LookAsync(call, shard, from), await LookAsync(call, shard, to)));
        var result = new
        {
            Kind = call.Text("kind"), Key = call.Text("key"), Lacks = looks.Any(look => !look.Before.IsWhole || !look.After.IsWhole),
            Shards = looks.Select(look => new { look.Shard.Topic, look.Shard.Partition, From = look.Before.Offset, To = look.After.Offset, Existed = look.Before.Answer is not null, Exists = look.After.Answer is not null }),
            Changes = looks.SelectMany(look => JsonDifference.Of(look.Before.Answer, look.After.Answer).Select(change => new { look.Shard.Topic, look.Shard.Partition, change.Path, change.Before, change.After })),
        };
        return new CommandAnswer(result,
        [
            View.Lines("shards", "{topic}-{partition} from offset {from:count} to {to:count}"), Gap,
            View.Table("changes", ("shard", ShardViews.Name), ("what", "{path}"), ("before", "{before}"), ("after", "{after}")),
        ]);
    }

    private Task<ReplayedState<JsonElement?>> LookAsync(CommandCall call, ShardId shard, LogPosition position) =>
        past.EntityAsync(shard, call.Text("kind"), call.Text("key"), position, call.Cancellation);

    private async Task<IReadOnlyList<ShardId>> ShardsAsync(CommandCall call)
    {
        if (call.TextOrNull("shard") is null)
        {
            var found = await entities.FindAsync(call.Text("kind"), call.Text("key"));
            var shards = found.Shards.Where(shard => shard.Part.Answer?.State is not null).Select(shard => new ShardId(shard.Part.Topic, shard.Part.Partition)).ToList();
            return shards.Count > 0 ? shards : throw CommandException.NotFound($"No shard that answers has a {call.Text("kind")} with the key {call.Text("key")} now: name one with --shard.");
        }

        var named = call.Shard("shard");
        return members.Expected.Any(shard => shard.Shard == named) ? [named] : throw CommandException.NotFound($"There is no shard {named}.");
    }

    private static string Start<T>(ReplayedState<T> state) => state.Checkpoint > 0 ? FormattableString.Invariant($"checkpoint {state.Checkpoint} at offset {state.From}") : FormattableString.Invariant($"the log's start at offset {state.From}");
}
