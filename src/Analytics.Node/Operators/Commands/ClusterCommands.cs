using Analytics.Node.Cluster;
using Analytics.Node.Health;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>cluster …</c>: the nodes, and who of them takes part.</summary>
internal sealed class ClusterCommands(ClusterStatus cluster, Membership membership, Peers peers, NodeLifecycle lifecycle)
{
    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("cluster show", "The nodes: state, roles, shards, when they were last seen", async _ => new CommandAnswer(await cluster.NodesAsync(), [Fault, Nodes, ShardViews.Missing])),
        OperatorCommand.Once("cluster status", "In short whether everybody answers and every shard has a node", StatusAsync),
        OperatorCommand.Once("cluster leave", "Let a node hand its shards over and end, as SIGTERM does", LeaveAsync) with
        {
            Question = "Let {node} hand its shards over and end?",
            Inputs = [CommandInput.Maybe("node", "The node that is to leave", "this node", NodesNowAsync)],
        },
    ];

    private static View Fault { get; } = View.Line("This may be old: {fault}", when: "fault");

    private static View Nodes { get; } = View.Table(
        "nodes", ("node", "{id}"), ("state", "{state}"), ("roles", "{roles}"), ("shards", "{shards}"), ("address", "{address}"), ("operators", "{operator}"), ("version", "{version}"),
        ("started", "{startedAt:instant}"), ("seen", "{seenAt:instant}"), ("copies", "{copies}"), ("why", "{fault}"));

    private async Task<CommandAnswer> StatusAsync(CommandCall call)
    {
        var known = await cluster.NodesAsync();
        var result = new
        {
            known.Node, known.Fault, Nodes = known.Nodes.Count, Answering = known.Nodes.Count(node => node.Fault is null), Shards = known.Shards + known.Missing.Count(shard => shard.State is "moving" or "unowned" or "unreachable"),
            Owned = known.Shards, Silent = known.Nodes.Where(node => node.Fault is not null).Select(node => new { node.Id, node.Fault }), known.Missing,
        };
        return new CommandAnswer(result, [Fault, View.Line("{answering} of {nodes} nodes answer; {owned} of {shards} shards have a node"), View.Table("silent", ("node", "{id}"), ("why", "{fault}")), ShardViews.Missing]);
    }

    private async Task<CommandAnswer> LeaveAsync(CommandCall call)
    {
        var name = call.TextOrNull("node") ?? membership.Self.Id;
        if (name == membership.Self.Id) lifecycle.AskToStop();
        else if (await peers.TellToLeaveAsync(await NodeAsync(name)) is { } fault) throw CommandException.Unavailable($"Node {name} could not be told: {fault}");
        return new CommandAnswer(new { Node = name, State = "draining" }, [View.Line("{node}: {state}")]);
    }

    private async Task<Contracts.Cluster.ClusterNode> NodeAsync(string name)
    {
        var members = await membership.NowAsync();
        return members.Nodes.FirstOrDefault(node => node.Id == name)
            ?? throw CommandException.NotFound($"There is no node {name}. There are: {string.Join(", ", members.Nodes.Select(node => node.Id))}");
    }

    private async Task<IReadOnlyList<string>> NodesNowAsync(CommandCall call) => [.. (await membership.NowAsync()).Nodes.Select(node => node.Id)];
}
