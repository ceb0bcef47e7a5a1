using Analytics.Node.Cluster;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>cluster-sharding …</c>: lanes as regions, partitions as shards, and the entities on them.</summary>
internal sealed class ShardingCommands(ClusterStatus cluster, Members members, NodeOrders orders, ClusterEntities entities, Suggestions suggest)
{
    private const int MostEntities = 1_000;

    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("cluster-sharding list-regions", "The lanes: partitions, kinds of entities, nodes that have shards of them", RegionsAsync),
        OperatorCommand.Once("cluster-sharding region-stats", "Entities and rates of each shard of a lane", StatsAsync) with { Inputs = [CommandInput.Maybe("region", "the lane's topic", "every lane", RegionNamesAsync)] },
        OperatorCommand.Once("cluster-sharding shards", "Shards of all nodes: owner, position, lag, watermark, checkpoint", async _ => new CommandAnswer(await cluster.ReadAsync(), [ShardViews.Shards, ShardViews.Missing])),
        OperatorCommand.Once("cluster-sharding entities", "The busiest live entities of a kind", EntitiesAsync) with
        {
            Inputs =
            [
                CommandInput.Needed("kind", "session, tenant-window …", suggest.KindsAsync), CommandInput.With("shard", "only those of one shard", null, suggest.ShardsAsync),
            ],
        },
        OperatorCommand.Once("cluster-sharding locate", "Shard and node of an entity", LocateAsync) with
        {
            Inputs = EntityCall.Inputs(suggest),
        },
        OperatorCommand.Once("cluster-sharding rebalance", "How evenly shards are spread; a node leaves the group and joins again, so that the group shares out anew", RebalanceAsync) with
        {
            Inputs = [CommandInput.Maybe("node", "the node that joins anew", "the one with most shards, if they are uneven"), CommandInput.Switch("dry-run", "only say how they are spread")],
            Question = "Let {node} hand its shards over and join again?",
            ReadsWith = "dry-run",
        },
    ];

    private async Task<CommandAnswer> RebalanceAsync(CommandCall call)
    {
        var status = await cluster.NodesAsync();
        var nodes = status.Nodes.Where(node => node.Roles.Contains("process")).OrderByDescending(node => node.Shards).ThenBy(node => node.Id, StringComparer.Ordinal).ToList();
        var spread = nodes.Select(node => new { node.Id, node.State, node.Shards }).ToList();
        View table = View.Table("spread", ("node", "{id}"), ("state", "{state}"), ("shards", "{shards}"));
        if (call.Has("dry-run")) return new CommandAnswer(new { Spread = spread, Said = "Nothing was changed." }, [table, ShardViews.Missing]);
        var able = spread.Where(node => node.State is not ("left" or "unreachable" or "draining")).ToList();
        var wanted = call.TextOrNull("node") ?? (able.Count > 1 && able[0].Shards - able[^1].Shards > 1 ? able[0].Id : throw CommandException.Refused(
            $"Shards are spread as evenly as they can be: {string.Join(", ", spread.Select(node => $"{node.Id} {node.Shards}"))}. Name a node to let it join anew all the same."));
        var done = await orders.TellAsync(wanted, new NodeOrder(NodeOrder.Rejoin, call.Caller)) ?? throw CommandException.NotFound($"There is no node {wanted}.");
        if (done.Refused is { } reason) throw CommandException.Refused(reason);
        return new CommandAnswer(new { Spread = spread, done.Node, done.Said }, [View.Line("{node}: {said}"), View.Line("Before it:"), table]);
    }

    private Task<IReadOnlyList<string>> RegionNamesAsync(CommandCall call) => Task.FromResult<IReadOnlyList<string>>([.. members.Expected.Select(shard => shard.Shard.Topic).Distinct(StringComparer.Ordinal)]);

    private async Task<CommandAnswer> RegionsAsync(CommandCall call)
    {
        var found = await entities.OnShardsAsync();
        var regions = members.Expected.GroupBy(shard => shard.Shard.Topic, StringComparer.Ordinal).Select(lane =>
        {
            var shards = found.Shards.Where(shard => shard.Part.Topic == lane.Key).ToList();
            var kinds = shards.SelectMany(shard => shard.Part.Answer?.Kinds ?? []).ToList();
            return new
            {
                Region = lane.Key, Shards = lane.Count(), Running = shards.Count(shard => shard.Part.Answer is not null), Kinds = kinds.Select(kind => kind.Kind).Distinct(StringComparer.Ordinal),
                Live = kinds.Sum(kind => kind.Live), Passive = kinds.Sum(kind => kind.Passive), Nodes = shards.Select(shard => shard.Node).Distinct(StringComparer.Ordinal),
            };
        });
        return new CommandAnswer(new { Regions = regions, found.Missing },
        [
            View.Table("regions", ("region", "{region}"), ("shards", "{shards}"), ("answering", "{running}"), ("kinds", "{kinds}"), ("live", "{live:count}"), ("passive", "{passive:count}"), ("nodes", "{nodes}")),
            ShardViews.Missing,
        ]);
    }

    private async Task<CommandAnswer> StatsAsync(CommandCall call)
    {
        var region = call.TextOrNull("region");
        if (region is not null && members.Expected.All(shard => shard.Shard.Topic != region)) throw CommandException.NotFound($"There is no region {region}. There are: {string.Join(", ", await RegionNamesAsync(call))}");
        var found = await entities.OnShardsAsync();
        var shards = found.Shards.Where(shard => region is null || shard.Part.Topic == region).Select(shard => new
        {
            shard.Part.Topic, shard.Part.Partition, shard.Node, shard.Part.State, Lag = Math.Max(0, shard.Part.End - shard.Part.Position), Live = shard.Part.Answer?.Kinds.Sum(kind => kind.Live),
            Passive = shard.Part.Answer?.Kinds.Sum(kind => kind.Passive), LiveBytes = shard.Part.Answer?.Kinds.Sum(kind => kind.LiveBytes),
            ByKind = (shard.Part.Answer?.Kinds ?? []).Select(kind => $"{kind.Kind} {kind.Live}+{kind.Passive}"),
        });
        return new CommandAnswer(new { Shards = shards, Missing = found.Missing.Where(shard => region is null || shard.Topic == region) },
        [
            View.Table("shards", ("shard", ShardViews.Name), ("node", "{node}"), ("state", "{state}"), ("lag", "{lag:count}"), ("live", "{live:count}"), ("passive", "{passive:count}"), ("memory", "{liveBytes:size}"), ("by kind, live+passive", "{byKind}")),
            ShardViews.Missing,
        ]);
    }

    private async Task<CommandAnswer> EntitiesAsync(CommandCall call)
    {
        var (kind, shard) = (call.Text("kind"), call.TextOrNull("shard") is null ? (Contracts.Sinks.ShardId?)null : call.Shard("shard"));
        var found = await entities.OnShardsAsync();
        var busiest = found.Shards.Where(one => shard is not { } wanted || (one.Part.Topic == wanted.Topic && one.Part.Partition == wanted.Partition))
            .SelectMany(one => (one.Part.Answer?.Kinds ?? []).Where(of => of.Kind == kind).SelectMany(of => of.Busiest.Select(busy => new { busy.Key, busy.Events, busy.Topic, busy.Partition, one.Node })))
            .OrderByDescending(busy => busy.Events).ThenBy(busy => busy.Key, StringComparer.Ordinal).Take(MostEntities);
        return new CommandAnswer(new { Kind = kind, OfEachShard = OwnShards.MostBusy, Entities = busiest, found.Missing },
        [
            View.Table("entities", ("entity", "{key}"), ("events", "{events:count}"), ("shard", ShardViews.Name), ("node", "{node}")),
            View.Line("The {ofEachShard} busiest live ones of each shard."), ShardViews.Missing,
        ]);
    }

    private async Task<CommandAnswer> LocateAsync(CommandCall call)
    {
        var (shards, missing) = await EntityCall.FindAsync(entities, call);
        return new CommandAnswer(
            new { Kind = call.Text("kind"), Key = call.Text("key"), Shards = shards.Select(shard => new { shard.Part.Topic, shard.Part.Partition, shard.Node, shard.Part.Epoch, shard.Part.State }), Missing = missing },
            [View.Table("shards", ("shard", ShardViews.Name), ("node", "{node}"), ("epoch", "{epoch}"), ("state", "{state}")), ShardViews.Missing]);
    }
}
