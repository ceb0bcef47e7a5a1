using Analytics.Log.Kafka;
using Analytics.Node.Cluster;
using Analytics.Node.Configuration;
using Analytics.Node.Http.Answers;
using Analytics.Node.Status;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>cluster …</c>: the nodes, and who of them takes part.</summary>
internal sealed class ClusterCommands(ClusterStatus cluster, ClusterChanges changes, Membership membership, NodeOrders orders, NodeParts parts, NodeOptions options)
{
    private static readonly View Fault = View.Line("This may be old: {fault}", when: "fault");

    private static readonly View Nodes = View.Table(
        "nodes", ("node", "{id}"), ("state", "{state}"), ("roles", "{roles}"), ("shards", "{shards}"), ("address", "{address}"), ("operators", "{operator}"), ("version", "{version}"),
        ("started", "{startedAt:instant}"), ("seen", "{seenAt:instant}"), ("copies", "{copies}"), ("why", "{fault}"));

    private CommandInput Node => CommandInput.Maybe("node", "name of the node", "this node", NodesNowAsync);

    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("cluster show", "The nodes: state, roles, shards, when they were last seen", async _ => new CommandAnswer(Shown(await cluster.NodesAsync()), [Fault, Nodes, ShardViews.Missing])),
        OperatorCommand.Once("cluster status", "In short whether everybody answers and every shard has a node", StatusAsync),
        OperatorCommand.Once("cluster leader", "Who decides which node owns what", _ => Task.FromResult(Leader())),
        OperatorCommand.Following("cluster tail", "Nodes that come, go and change, and shards that change hands, as it happens", call => changes.FollowAsync(call.Cancellation)),
        OperatorCommand.Once("cluster join", "Let a node take shards again after `cluster leave`", call => OrderAsync(call, NodeOrder.Join)) with { Question = "Let {node} take shards again?", Inputs = [Node] },
        OperatorCommand.Once("cluster leave", "Let a node hand its shards over; it stays and answers until `cluster join`, or with --stop ends as on SIGTERM", call => OrderAsync(call, call.Has("stop") ? NodeOrder.End : NodeOrder.Leave)) with
        {
            Question = "Let {node} hand its shards over?",
            Inputs = [Node, CommandInput.Switch("stop", "end the process, too")],
        },
        OperatorCommand.Once("cluster down", "Take a dead node out of the list, and say when its shards get another owner", DownAsync) with
        {
            Question = "Take {node} out of the list of nodes?",
            Inputs = [CommandInput.Needed("node", "name of the dead node", NodesNowAsync)],
        },
    ];

    private static object Shown(ClusterAnswer known) => new
    {
        known.Node, known.Fault, known.Shards, known.Missing,
        Nodes = known.Nodes.Select(node => new
        {
            node.Id, node.Address, node.Operator, node.Roles, node.Version, node.StartedAt, node.SeenAt, node.State, node.Fault, node.Shards, node.Stores, node.Standby, Copies = node.Standby.Count,
        }),
    };

    private async Task<CommandAnswer> StatusAsync(CommandCall call)
    {
        var known = await cluster.NodesAsync();
        var result = new
        {
            known.Node, known.Fault, Nodes = known.Nodes.Count, Answering = known.Nodes.Count(node => node.Fault is null), Owned = known.Shards, Shards = known.Shards + known.Missing.Count(shard => shard.State is "moving" or "unowned" or "unreachable"),
            Silent = known.Nodes.Where(node => node.Fault is not null).Select(node => new { node.Id, node.Fault }), known.Missing, Paused = parts.Holds.Now,
        };
        return new CommandAnswer(result,
        [
            Fault, View.Line("{answering} of {nodes} nodes answer; {owned} of {shards} shards have a node"), View.Table("silent", ("node", "{id}"), ("why", "{fault}")), ShardViews.Missing, ShardViews.Paused,
        ]);
    }

    /// <summary>There is no leader among the nodes: the group shares out, epochs decide. Told as it is.</summary>
    private CommandAnswer Leader()
    {
        if (parts.Log is not KafkaLog kafka)
            return new CommandAnswer(new { Leader = membership.Self.Id, Why = "One node owns everything; the lock of its data folder says so." }, [View.Line("{leader}: {why}")]);
        var group = kafka.Group(options.Kafka.Group.Name);
        var result = new
        {
            Leader = group?.Coordinator, Group = options.Kafka.Group.Name, group?.State, group?.Assignor, group?.Members,
            Why = "No node leads. This broker coordinates the group that shares partitions out; that one node at most works on a shard is the epoch in PostgreSQL.",
        };
        return new CommandAnswer(result, [View.Line("broker {leader} coordinates group {group}: {state}, {members} members, assignor {assignor}"), View.Line("{why}")]);
    }

    private async Task<CommandAnswer> OrderAsync(CommandCall call, string what)
    {
        var node = call.TextOrNull("node") ?? membership.Self.Id;
        var done = await orders.TellAsync(node, new NodeOrder(what, call.Caller)) ?? throw await NoSuchAsync(node);
        if (done.Refused is { } reason) throw done.Said == "untold" ? CommandException.Unavailable(reason) : CommandException.Refused(reason);
        return new CommandAnswer(new { done.Node, State = done.Said }, [View.Line("{node}: {state}")]);
    }

    private async Task<CommandAnswer> DownAsync(CommandCall call)
    {
        var known = await cluster.NodesAsync();
        var name = call.Text("node");
        var node = known.Nodes.FirstOrDefault(node => node.Id == name) ?? throw await NoSuchAsync(name);
        if (node.Fault is null) throw CommandException.Refused($"Node {name} answers: it is {node.State}. `cluster leave {name}` lets it hand its shards over.");
        var dead = (await membership.NowAsync()).Nodes.First(node => node.Id == name);
        await membership.ForgetAsync(dead);
        var owns = membership.Known.Owners.Count(owner => owner.Node == name);
        var result = new
        {
            Node = name, Shards = owns, node.SeenAt, SessionTimeoutSeconds = options.Kafka.Group.SessionTimeout.TotalSeconds,
            Why = "Its shards go to others when the brokers miss it: that long after its last heartbeat (kafka.group.session-timeout). Brokers let nobody else end a member's session earlier by this client. If it lives, its epochs are raised then, and what it still writes is refused; its next beat brings it back into the list.",
        };
        return new CommandAnswer(result, [View.Line("{node} is out of the list; {shards} shards were its own, it was last seen {seenAt:instant}, the session lasts {sessionTimeoutSeconds:duration}"), View.Line("{why}")]);
    }

    private async Task<CommandException> NoSuchAsync(string name) =>
        CommandException.NotFound($"There is no node {name}. There are: {string.Join(", ", (await membership.NowAsync()).Nodes.Select(node => node.Id))}");

    private async Task<IReadOnlyList<string>> NodesNowAsync(CommandCall call) => [.. (await membership.NowAsync()).Nodes.Select(node => node.Id)];
}
