using Analytics.Actors.Shards;
using Analytics.Contracts.Sinks;
using Analytics.Node.Configuration;
using Analytics.Node.Health;
using Analytics.Node.Status;

namespace Analytics.Node.Cluster;

/// <summary>Does what operators want of this node, and hands on what they want of others. Any thread.</summary>
internal sealed class NodeOrders(Membership membership, Members members, OwnShards own, Peers peers, NodeParts parts, NodeLifecycle lifecycle, NodeOptions options, TimeProvider time, ILoggerFactory logs)
{
    private static readonly string Processes = OptionNames.Kebab(nameof(NodeRole.Process));
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);
    private readonly ILogger _log = logs.CreateLogger<NodeOrders>();

    /// <summary>Does it here.</summary>
    public async Task<NodeOrderResult> ObeyAsync(NodeOrder order)
    {
        NodeLog.Ordered(_log, order.What, order.Topic is null ? "this node" : $"{order.Topic}-{order.Partition}", order.Caller);
        switch (order.What)
        {
            case NodeOrder.End:
                lifecycle.AskToStop();
                return Done("draining");
            case NodeOrder.Leave or NodeOrder.Join or NodeOrder.Rejoin:
                return await TakePartAsync(order.What);
            case NodeOrder.Checkpoint or NodeOrder.Seek:
                return await ShardAsync(order, new ShardId(order.Topic ?? "", order.Partition));
            default:
                return Refuse($"This node does not know how to {order.What}.");
        }
    }

    /// <summary>Tells a node, this one or another.</summary>
    /// <returns>What came of it; null when there is no such node.</returns>
    public async Task<NodeOrderResult?> TellAsync(string node, NodeOrder order)
    {
        if (node == membership.Self.Id) return await ObeyAsync(order);
        var known = (await membership.NowAsync()).Nodes.FirstOrDefault(one => one.Id == node);
        return known is null ? null : await peers.OrderAsync(known, order);
    }

    /// <summary>Tells the owner of a shard, whichever node that is.</summary>
    /// <returns>What came of it; null when no node that answers has the shard.</returns>
    public async Task<NodeOrderResult?> TellOwnerAsync(NodeOrder order)
    {
        var found = await members.AskShardsAsync("checkpoints", () => Task.FromResult(own.Checkpoints()));
        var owner = found.Shards.FirstOrDefault(said => said.Part.Topic == order.Topic && said.Part.Partition == order.Partition);
        return owner.Node is null ? null : await TellAsync(owner.Node, order);
    }

    private async Task<NodeOrderResult> ShardAsync(NodeOrder order, ShardId id)
    {
        if (parts.Region.Shards.FirstOrDefault(shard => shard.Id == id) is not { } shard) return Refuse($"{id} does not run on this node.");
        try
        {
            var outcome = await (order.What == NodeOrder.Checkpoint ? shard.CutAsync() : shard.SeekAsync(order.Offset)).WaitAsync(Patience, time);
            return new NodeOrderResult(membership.Self.Id, outcome.Said, null, outcome.Checkpoint, outcome.Offset);
        }
        catch (Exception fault) when (fault is ShardUnavailableException or TimeoutException)
        {
            return Refuse(fault is TimeoutException ? FormattableString.Invariant($"{id} did not do it within {Patience.TotalSeconds:0} s; it may still do it.") : fault.Message);
        }
    }

    private async Task<NodeOrderResult> TakePartAsync(string what)
    {
        if (options.Node.Profile != NodeProfile.Cluster) return Refuse("This node is alone: no other would take its shards. `stream pause` stops its reading, `cluster leave --stop` ends it.");
        if (!membership.Self.Roles.Contains(Processes)) return Refuse("This node does not process (node.roles): it never has shards.");
        switch (what)
        {
            case NodeOrder.Leave:
                return Done(await parts.Group.LeaveAsync() ? "It handed its shards over and stays." : "It had left before.");
            case NodeOrder.Join:
                return Done(await parts.Group.JoinAsync() ? "It takes shards again, as soon as the group gives it some." : "It takes part already.");
            default:
                await parts.Group.LeaveAsync();
                await parts.Group.JoinAsync();
                return Done("It left and joined: the group shares out anew.");
        }
    }

    private NodeOrderResult Done(string said) => new(membership.Self.Id, said);

    private NodeOrderResult Refuse(string reason) => new(membership.Self.Id, "refused", reason);
}
