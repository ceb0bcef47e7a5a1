using Analytics.Actors.Rules;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Sinks;

namespace Analytics.Simulation.Tests;

/// <summary>One process: real shards, and what they need of a machine, run step by step. It does what its region would do when partitions come and go.</summary>
internal sealed class SimulatedNode(World world)
{
    private readonly Dictionary<ShardId, Shard> _shards = [];
    private readonly List<Shard> _leaving = [];
    private ManualBackground _background = new();
    private ManualScheduler _scheduler = new();
    private SinkDispatcher[] _sinks = [];
    private RuleBoard _rules = new();
    private int _known;

    public SkewedTime Time { get; } = new(world.Time);

    public bool IsUp { get; private set; }

    public IEnumerable<SinkStatus> SinkStatus => _sinks.Select(sink => sink.Status());

    public Shard? Find(ShardId id) => _shards.GetValueOrDefault(id);

    public void Start()
    {
        (_background, _scheduler) = (new ManualBackground(), new ManualScheduler());
        (_rules, _known) = (new RuleBoard(), 0);
        _sinks = [.. world.NewSinks(_rules).Select(sink => new SinkDispatcher(sink, new SinkDispatcherOptions { Parallel = 1000, MemoryBytes = world.Random.Next(0, 400) }, Time, _scheduler))];
        Hear();
        IsUp = true;
    }

    /// <summary>It hears of the rules as they are after one of the changes that it does not know.</summary>
    public void Hear() => Know(world.Random.Next(_known, world.Rules.Revisions.Count) + 1);

    /// <summary>It hears of all changes, one after the other.</summary>
    public void HearAll()
    {
        while (_known < world.Rules.Revisions.Count) Know(_known + 1);
    }

    /// <summary>The process is gone, with everything it had in memory.</summary>
    public void Crash()
    {
        foreach (var sink in _sinks) sink.Dispose();
        foreach (var shard in _shards.Values.Concat(_leaving)) shard.Dispose();
        _shards.Clear();
        _leaving.Clear();
        IsUp = false;
    }

    public void Assigned(ShardId id)
    {
        var former = Task.CompletedTask;
        if (_shards.Remove(id, out var known))
        {
            known.Abandon();
            _leaving.Add(known);
            former = known.Closed;
        }
        else if (_leaving.FindLast(shard => shard.Id == id) is { } left)
        {
            former = left.Closed;
        }

        _shards[id] = new Shard(world.Setup(id, Time, _rules, _sinks, _background, former));
    }

    /// <summary>The partition must go; true when it has gone.</summary>
    public bool Revoke(ShardId id, bool deliver)
    {
        if (!_shards.TryGetValue(id, out var shard)) return true;
        if (deliver) shard.Drain();
        else shard.Stop();
        if (shard.State != ShardState.Stopped) return false;
        _shards.Remove(id);
        _leaving.Add(shard);
        return true;
    }

    public void Lost(ShardId id)
    {
        if (!_shards.Remove(id, out var shard)) return;
        shard.Abandon();
        _leaving.Add(shard);
    }

    /// <summary>Does one piece of work that is drawn from the seed.</summary>
    public void Act(Random random)
    {
        Shard[] shards = [.. _shards.Values, .. _leaving];
        switch (random.Next(4))
        {
            case 0 or 1 when shards.Length > 0:
                var shard = shards[random.Next(shards.Length)];
                for (var i = random.Next(1, 6); i > 0; i--) shard.Step();
                break;
            case 2:
                _background.RunOne();
                break;
            default:
                _scheduler.RunOne();
                break;
        }
    }

    /// <summary>Works until nothing moves; false when nothing did.</summary>
    public bool Settle()
    {
        var moved = false;
        foreach (var shard in _shards.Values.Concat(_leaving)) moved |= shard.Step();
        moved |= _background.RunAll();
        moved |= _scheduler.RunAll();
        return moved;
    }

    private void Know(int changes)
    {
        if (changes <= _known || changes > world.Rules.Revisions.Count) return;
        _rules.Publish(world.Rules.Revisions[changes - 1]);
        _known = changes;
    }
}
