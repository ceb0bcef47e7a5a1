using Analytics.Contracts.Cluster;
using Analytics.Contracts.Sinks;

namespace Analytics.Node.Cluster;

/// <summary>
/// Which node speaks for which shard, and which shards nobody speaks for. The highest epoch speaks; a node whose epoch the directory knows to be old has lost the shard
/// and is not heard, whatever it says.
/// </summary>
internal static class Coverage
{
    /// <summary>For each shard what its owner says, by topic and partition.</summary>
    /// <param name="parts">What nodes say of shards.</param>
    /// <param name="owners">The directory's owners.</param>
    public static IReadOnlyList<(string Node, T Part)> Newest<T>(IEnumerable<(string Node, T Part)> parts, IReadOnlyList<ShardOwner> owners)
        where T : IShardPart
    {
        var epochs = owners.ToDictionary(owner => owner.Shard, owner => owner.Epoch);
        return
        [
            .. parts.Where(said => said.Part.Epoch == 0 || said.Part.Epoch >= epochs.GetValueOrDefault(IdOf(said.Part)))
                .GroupBy(said => IdOf(said.Part))
                .Select(same => same.OrderByDescending(said => said.Part.Epoch).ThenByDescending(said => said.Part.HasAnswer).ThenBy(said => said.Node, StringComparer.Ordinal).First())
                .OrderBy(said => said.Part.Topic, StringComparer.Ordinal).ThenBy(said => said.Part.Partition),
        ];
    }

    /// <summary>The shards that are not answered for, each with its reason.</summary>
    /// <param name="expected">Every shard of the lanes with the end of its partition.</param>
    /// <param name="newest">What <see cref="Newest"/> found.</param>
    /// <param name="members">Nodes and owners.</param>
    /// <param name="faults">Nodes that did not answer, and why.</param>
    public static IReadOnlyList<MissingShard> Missing<T>(
        IEnumerable<(ShardId Shard, long End)> expected, IReadOnlyList<(string Node, T Part)> newest, ClusterMembers members, IReadOnlyDictionary<string, string> faults)
        where T : IShardPart
    {
        var said = newest.ToDictionary(one => IdOf(one.Part));
        return
        [
            .. from shard in expected
               let known = said.TryGetValue(shard.Shard, out var one) ? one : default
               where known.Part is not { HasAnswer: true }
               select known.Part is null ? Absent(shard.Shard, shard.End, members, faults) : Silent(known.Node, known.Part, shard.End),
        ];
    }

    private static MissingShard Silent(string node, IShardPart part, long end)
    {
        var state = part.State is "running" or "waiting" or "paused" ? "busy" : part.State;
        var reason = part.Reason.Length > 0 ? part.Reason : state switch
        {
            "recovering" => $"Node {node} loads its checkpoint.",
            "draining" => $"Node {node} lets it go.",
            "busy" => $"It gave node {node} no answer in time.",
            _ => $"It is {state} on node {node}.",
        };
        return new MissingShard(part.Topic, part.Partition, state, node, part.Epoch, end, reason);
    }

    private static MissingShard Absent(ShardId shard, long end, ClusterMembers members, IReadOnlyDictionary<string, string> faults)
    {
        var owner = members.Owners.FirstOrDefault(one => one.Shard == shard);
        var (state, reason) = owner switch
        {
            null when members.Fault is { } fault => ("unowned", fault),
            null => ("unowned", "No node took it over yet."),
            _ when faults.TryGetValue(owner.Node, out var fault) => ("unreachable", $"Node {owner.Node} has it and does not answer: {fault}"),
            _ when members.Nodes.All(node => node.Id != owner.Node) => ("moving", $"Node {owner.Node} had it and left; no other node took it over yet."),
            _ => ("moving", $"Node {owner.Node} let it go, or takes it over; it does not run there now."),
        };
        return new MissingShard(shard.Topic, shard.Partition, state, owner?.Node, owner?.Epoch ?? 0, end, reason);
    }

    private static ShardId IdOf(IShardPart part) => new(part.Topic, part.Partition);
}
