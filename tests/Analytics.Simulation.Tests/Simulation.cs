using System.Globalization;
using Analytics.Actors.Shards;
using Analytics.Contracts.Sinks;
using Analytics.Simulation.Tests.Rules;

namespace Analytics.Simulation.Tests;

/// <summary>
/// A cluster on one thread from one seed: nodes that crash, stall and have wrong clocks; partitions that move while everything is under way; a log, checkpoints and
/// stores that fail, lose answers and go down; rules that change in the middle of it. In the end everything heals, and what the outside saw must be what one node in a world without faults shows
/// that cuts at the same positions; and what the rules found must be what somebody finds who follows them by hand.
/// </summary>
internal sealed class Simulation
{
    private const int Ticks = 500;
    private const int LongestHealing = 300;
    private static readonly TimeSpan LongSilence = TimeSpan.FromMinutes(1);
    private static readonly int[] Disorders = [0, 0, 1, 2, 5, 15];
    private readonly Random _random;
    private readonly World _world;
    private readonly SimulatedNode[] _nodes;
    private readonly int[] _stalled;
    private readonly Group _group;
    private readonly HashSet<(UInt128 Id, string Matched)> _alerted = [];
    private readonly HashSet<UInt128> _ofOwners = [], _twice = [];
    private readonly bool _rulesChange, _isTimely;
    private int _events, _deaths;
    private long _seconds;

    private Simulation(int seed)
    {
        _random = new Random(seed);
        var log = new SimulatedLog(_random.Next(1, 5), _random.Next(3) > 0 ? _random : null);
        _world = new World(_random, log, TimeSpan.FromSeconds(_random.Next(20, 2000)), TimeSpan.FromSeconds(Disorders[_random.Next(Disorders.Length)]), new RuleEdits(_random));
        // Those of long ago have their turn after any silence, those that run ahead of the clocks without one, and those that come when they happen wait for it.
        _isTimely = _random.Next(2) == 0;
        _seconds = _world.Time.GetUtcNow().ToUnixTimeSeconds() - _random.Next(3) * 1800;
        _rulesChange = _random.Next(2) == 0;
        _nodes = [.. Enumerable.Range(0, _random.Next(2, 5)).Select(_ => new SimulatedNode(_world))];
        _stalled = new int[_nodes.Length];
        _group = new Group(_world, _nodes);
    }

    /// <summary>Runs one seed; throws when an invariant breaks. Returns how many processes died, how many alerts there were, and how often a shard took other rules over.</summary>
    public static (int Deaths, int Alerts, int Switches) Run(int seed)
    {
        try
        {
            var simulation = new Simulation(seed);
            simulation.Run();
            return (simulation._deaths, simulation._alerted.Count, simulation._world.Log.Ids.Sum(id => simulation._world.Checkpoints.Cuts(id).Count(cut => !cut.Rules.IsEmpty)));
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
        }
    }

    private void Run()
    {
        foreach (var node in _nodes) node.Start();
        _group.Begin();
        _world.Checkpoints.FailOneIn = 25;
        foreach (var topic in Results) topic.Appending = LoseSome;
        _world.Log.Alerts.Added = alert =>
        {
            // Ids of events that come again when they are forgotten make alerts of the same id; so it counts what was matched, too.
            if (!_world.IsOfOwner(alert)) return;
            _ofOwners.Add(alert.Id);
            if (!_alerted.Add((alert.Id, World.Matched(alert)))) _twice.Add(alert.Id);
        };
        for (var tick = 0; tick < Ticks; tick++)
        {
            Act();
            _group.Tick();
        }

        Heal();
        Check();
    }

    private void Act()
    {
        switch (_random.Next(17))
        {
            case < 4:
                for (var i = _random.Next(1, 20); i > 0; i--) Produce();
                break;
            case < 10:
                for (var i = _random.Next(5, 30); i > 0; i--) Work();
                break;
            case 10:
                _world.Log.Fetch();
                break;
            case < 13:
                _world.Time.Advance(TimeSpan.FromMilliseconds(_random.Next(10, 2500)));
                break;
            case 13:
                _world.Firehose.IsDown = _random.Next(3) == 0;
                _world.Counts.IsDown = _random.Next(3) == 0;
                _world.Firehose.LoseOneIn = _world.Counts.LoseOneIn = _random.Next(2) * 5;
                break;
            case 14:
                _group.Rebalance(_random);
                break;
            case 15:
                ChangeRules();
                break;
            default:
                Break(_random.Next(_nodes.Length));
                break;
        }
    }

    // Nodes hear of it one after the other.
    private void ChangeRules()
    {
        if (_rulesChange && _random.Next(2) == 0) _world.Rules.Change();
        foreach (var node in _nodes)
            if (_random.Next(2) == 0) node.Hear();
    }

    private IEnumerable<MemoryPartition> Results => [_world.Log.Alerts, .. _world.Log.Keyed];

    // The append, or the answer to it.
    private void LoseSome()
    {
        if (_random.Next(20) == 0) throw new IOException("the broker does not answer");
    }

    private void Produce()
    {
        var user = _random.Next(12);
        var id = _random.Next(3) == 0 ? "" : $" id={(_random.Next(4) == 0 ? _random.Next(_events + 1) : _events++)}";
        var fault = _random.Next(60) switch { 0 => " throw-kind", 1 => " throw-transform", 2 => " throw-encode", 3 => " reject", 4 => " throw-keyed", < 20 => " alarm", _ => "" };
        var session = _random.Next(3) == 0 ? "" : $" session=s{_random.Next(5)}";
        var now = (_world.Time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
        var shard = _world.Log.Sources[user % _world.Log.Sources.Count];
        _seconds = _isTimely ? now / 1_000_000 : _seconds + _random.Next(8);
        _world.Log.Memory(shard).Append($"u{user} {Math.Max(0, _seconds - _random.Next(8))} pays={_random.Next(1000)}{id}{session}{fault}", now - _random.Next(3_000_000));
    }

    private void Work()
    {
        var node = _random.Next(_nodes.Length);
        if (_stalled[node] > 0) _stalled[node]--;
        else if (_nodes[node].IsUp) _nodes[node].Act(_random);
    }

    private void Break(int node)
    {
        switch (_random.Next(4))
        {
            case 0 when _nodes[node].IsUp && _nodes.Count(other => other.IsUp) > 1:
                _deaths++;
                _nodes[node].Crash();
                _group.Left(_nodes[node]);
                break;
            case 1:
                _stalled[node] = _random.Next(200);
                break;
            case 2:
                _nodes[node].Time.Skew = TimeSpan.FromSeconds(_random.Next(-7200, 7200));
                break;
            default:
                if (!_nodes[node].IsUp) _nodes[node].Start();
                break;
        }
    }

    private void Heal()
    {
        _world.Checkpoints.FailOneIn = 0;
        foreach (var topic in Results) topic.Appending = null;
        _world.Firehose.IsDown = _world.Counts.IsDown = false;
        _world.Firehose.LoseOneIn = _world.Counts.LoseOneIn = 0;
        _group.Agree();
        foreach (var node in _nodes)
        {
            node.HearAll();
            node.Time.Skew = TimeSpan.Zero;
        }

        Settle(_world, _nodes, IsDone);
        // What waits for its turn gets it by silence.
        _world.Time.Advance(LongSilence);
        Settle(_world, _nodes, IsDone);
    }

    private bool IsDone() => _world.Log.Ids.All(id => IsThrough(_group.OwnersShard(id)));

    private bool IsThrough(Shard? shard) =>
        shard?.Status is { State: ShardState.Running, OpenDeliveries: 0 } status && status.CheckpointOffset == status.End && status.RulesRevision == _world.Rules.Revisions.Count && status.RulesRebuild is null;

    private static void Settle(World world, IReadOnlyList<SimulatedNode> nodes, Func<bool> isDone)
    {
        for (var second = 0; second < LongestHealing; second++)
        {
            for (var moved = true; moved;)
            {
                moved = nodes.Aggregate(false, (any, node) => (node.IsUp && node.Settle()) || any);
                moved |= world.Log.Fetch();
            }

            if (isDone()) return;
            world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var states = world.Log.Ids.SelectMany(id => nodes.Select(node => node.Find(id)?.Status)).OfType<ShardStatus>()
            .Select(status => $"{status.Shard} {status.State} {status.Reason} epoch {status.Epoch} at {status.Position} saved {status.CheckpointOffset} end {status.End} open {status.OpenDeliveries} rules {status.RulesRevision}");
        Assert.Fail(string.Join('\n', states.Concat(nodes.SelectMany(node => node.SinkStatus).Select(sink => $"{sink}"))));
    }

    private void Check()
    {
        var straight = _world.Straight();
        var node = new SimulatedNode(straight);
        node.Start();
        node.HearAll();
        foreach (var id in straight.Log.Ids) node.Assigned(id);
        Settle(straight, [node], () => straight.Log.Ids.All(id => IsThrough(node.Find(id))));
        Assert.True(_twice.Count == 0, $"Owners of their shard wrote {_twice.Count} of {_alerted.Count} alerts twice.");
        foreach (var id in _world.Log.Ids)
        {
            var expected = straight.Outcome(id, Dropped(node.Find(id)!), _ => false);
            var outcome = _world.Outcome(id, Dropped(_group.OwnersShard(id)!), alert => IsStray(alert, expected));
            expected.AssertSame(outcome);
            Assert.Equal(_world.EventsOf(id), outcome.Rows.Length + outcome.DeadLetters.Length + outcome.Duplicates);
            long[] processed = [.. outcome.Rows.Select(row => long.Parse(row.Split(' ')[0], CultureInfo.InvariantCulture))];
            Outcome.AssertFound("Who follows the rules by hand", _world.Expected(id, processed, _world.RebuildHorizon), outcome);
            if (_world.Log.Sources.Contains(id)) _world.AssertSent(id, processed);
            else _world.AssertTakenOnce(id, processed, _group.OwnersShard(id)!.Status.Repeats);
        }
    }

    private static long Dropped(Shard shard) => shard.Status.Duplicates + shard.Status.Repeats;

    // A former owner that does not know that it is one may show alerts of rules that its successor does not run any more.
    private bool IsStray(UInt128 alert, Outcome expected) => _rulesChange && !_ofOwners.Contains(alert) && !expected.Alerts.Contains(alert);
}
