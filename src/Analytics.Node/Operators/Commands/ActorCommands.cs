using System.Globalization;
using System.Text;
using Analytics.Node.Cluster;
using Analytics.Node.Http.Answers;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>actor …</c>: the actors of the whole cluster.</summary>
internal sealed class ActorCommands(ClusterEntities entities, Suggestions suggest)
{
    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("actor system", "Entities by kind: live, passive, the busiest", SystemAsync),
        OperatorCommand.Once("actor hierarchy", "The tree of supervision: nodes, shards, kinds, the busiest entities", HierarchyAsync),
        OperatorCommand.Once("actor inspect", "One entity: where it lives, how far its shard is, its state", InspectAsync) with
        {
            Inputs = EntityCall.Inputs(suggest),
        },
    ];

    private async Task<CommandAnswer> SystemAsync(CommandCall call)
    {
        var actors = await entities.ActorsAsync();
        var result = new { actors.Kinds, Busiest = actors.Kinds.SelectMany(kind => kind.Busiest.Select(busy => new { kind.Kind, busy.Key, busy.Events, busy.Topic, busy.Partition })), actors.Missing };
        return new CommandAnswer(result,
        [
            ShardViews.Missing,
            View.Table("kinds", ("kind", "{kind}"), ("live", "{live:count}"), ("passive", "{passive:count}"), ("memory", "{liveBytes:size}")),
            View.Table("busiest", ("kind", "{kind}"), ("busiest", "{key}"), ("events", "{events:count}"), ("shard", ShardViews.Name)),
        ]);
    }

    private async Task<CommandAnswer> HierarchyAsync(CommandCall call)
    {
        var found = await entities.OnShardsAsync();
        var nodes = found.Shards.GroupBy(shard => shard.Node, StringComparer.Ordinal).Select(node => new
        {
            Node = node.Key,
            Shards = node.Select(shard => new { shard.Part.Topic, shard.Part.Partition, shard.Part.State, shard.Part.Epoch, Kinds = shard.Part.Answer?.Kinds ?? [] }).ToList(),
        }).ToList();
        var text = new StringBuilder();
        foreach (var node in nodes)
        {
            text.Append(node.Node).Append('\n');
            for (var i = 0; i < node.Shards.Count; i++)
            {
                var (shard, last) = (node.Shards[i], i == node.Shards.Count - 1);
                text.Append(last ? "└─ " : "├─ ").Append(CultureInfo.InvariantCulture, $"{shard.Topic}-{shard.Partition}  {shard.State}, epoch {shard.Epoch}\n");
                Kinds(text, shard.Kinds, last ? "   " : "│  ");
            }
        }

        return new CommandAnswer(new { Nodes = nodes, Text = text.ToString().TrimEnd('\n'), found.Missing }, [View.Text("text"), ShardViews.Missing]);
    }

    private static void Kinds(StringBuilder text, IReadOnlyList<ActorKind> kinds, string indent)
    {
        for (var k = 0; k < kinds.Count; k++)
        {
            var (kind, last) = (kinds[k], k == kinds.Count - 1);
            text.Append(indent).Append(last ? "└─ " : "├─ ").Append(CultureInfo.InvariantCulture, $"{kind.Kind}  {kind.Live:N0} live, {kind.Passive:N0} passive\n");
            var below = indent + (last ? "   " : "│  ");
            const int Shown = 3;
            foreach (var (busy, place) in kind.Busiest.Take(Shown).Select((busy, place) => (busy, place)))
                text.Append(below).Append(place == Math.Min(Shown, kind.Busiest.Count) - 1 ? "└─ " : "├─ ").Append(CultureInfo.InvariantCulture, $"{busy.Key}  {busy.Events:N0} events\n");
        }
    }

    private async Task<CommandAnswer> InspectAsync(CommandCall call)
    {
        var (shards, missing) = await EntityCall.FindAsync(entities, call);
        var result = new
        {
            Kind = call.Text("kind"), Key = call.Text("key"),
            Shards = shards.Select(shard => new
            {
                shard.Part.Topic, shard.Part.Partition, shard.Node, Shard = shard.Part.State, shard.Part.Epoch, shard.Part.Position, shard.Part.End, Lag = Math.Max(0, shard.Part.End - shard.Part.Position),
                CheckpointAge = shard.Part.CheckpointAgeSeconds, State = shard.Part.Answer!.State!.Value.GetProperty("state"),
            }),
            Missing = missing,
        };
        return new CommandAnswer(result,
        [
            ShardViews.Missing,
            View.Table("shards", ("shard", ShardViews.Name), ("node", "{node}"), ("state", "{shard}"), ("epoch", "{epoch}"), ("position", "{position:count}"), ("lag", "{lag:count}"), ("not saved for", "{checkpointAge:duration}")),
            View.Json("shards", "state"),
        ]);
    }
}
