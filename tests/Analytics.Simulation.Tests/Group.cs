using Analytics.Actors.Shards;
using Analytics.Contracts.Sinks;

namespace Analytics.Simulation.Tests;

/// <summary>The consumer group: says who owns what, and is as wrong about it as a real one: nodes hear late, or never, that they lost a partition.</summary>
internal sealed class Group(World world, IReadOnlyList<SimulatedNode> nodes)
{
    private readonly Dictionary<ShardId, SimulatedNode> _owners = [];
    private readonly List<(ShardId Id, SimulatedNode From, SimulatedNode To, int Patience)> _revoking = [];
    private readonly List<(ShardId Id, SimulatedNode Node, int In)> _late = [];

    public Shard? OwnersShard(ShardId id) => _owners[id].Find(id);

    public void Begin()
    {
        foreach (var id in world.Log.Ids) Give(id, nodes[id.Partition % nodes.Count]);
    }

    /// <summary>Moves a partition, in one of the ways in which that happens.</summary>
    public void Rebalance(Random random)
    {
        var id = world.Log.Ids[random.Next(world.Log.Ids.Count)];
        var (from, to) = (_owners[id], nodes[random.Next(nodes.Count)]);
        if (from == to || !to.IsUp || _revoking.Exists(move => move.Id == id)) return;
        switch (random.Next(4))
        {
            case 0:
                _revoking.Add((id, from, to, random.Next(40)));
                return;
            case 1:
                from.Lost(id);
                break;
            case 2:
                _late.Add((id, from, random.Next(1, 60)));
                break;
            default:
                break; // Never told.
        }

        Give(id, to);
    }

    /// <summary>A node is gone: what it had goes to the others.</summary>
    public void Left(SimulatedNode node)
    {
        _late.RemoveAll(late => late.Node == node);
        _revoking.RemoveAll(move => move.From == node);
        var heirs = nodes.Where(other => other.IsUp).ToArray();
        for (var i = 0; i < _revoking.Count; i++)
            if (_revoking[i].To == node) _revoking[i] = _revoking[i] with { To = heirs[0] };
        foreach (var id in world.Log.Ids)
            if (_owners[id] == node) Give(id, heirs[id.Partition % heirs.Length]);
    }

    /// <summary>What was begun goes on.</summary>
    public void Tick()
    {
        for (var i = _revoking.Count - 1; i >= 0; i--)
        {
            var (id, from, to, patience) = _revoking[i];
            _revoking[i] = (id, from, to, patience - 1);
            if (!from.Revoke(id, patience > 20) && patience > 0) continue;
            from.Lost(id);
            _revoking.RemoveAt(i);
            Give(id, to);
        }

        for (var i = _late.Count - 1; i >= 0; i--)
        {
            var (id, node, rest) = _late[i];
            _late[i] = (id, node, rest - 1);
            if (rest > 0) continue;
            _late.RemoveAt(i);
            if (_owners[id] != node) node.Lost(id);
        }
    }

    /// <summary>Everybody hears the truth.</summary>
    public void Agree()
    {
        while (_revoking.Count + _late.Count > 0) Tick();
        foreach (var id in world.Log.Ids)
            foreach (var node in nodes)
                if (_owners[id] != node) node.Lost(id);
    }

    private void Give(ShardId id, SimulatedNode to)
    {
        _owners[id] = to;
        to.Assigned(id);
    }
}
