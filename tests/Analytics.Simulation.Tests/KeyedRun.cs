using System.Globalization;
using System.Text.Json;
using Analytics.Actors.Shards;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Simulation.Tests.Rules;

namespace Analytics.Simulation.Tests;

/// <summary>One node that nothing happens to but that rules of sessions come, and that it may crash meanwhile: the same events at the same times from one seed, whenever they come.</summary>
internal sealed class KeyedRun
{
    /// <summary>How many events there are.</summary>
    public const int Events = 240;

    private const int Pause = 60;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);
    private readonly Random _events, _steps;
    private readonly World _world;
    private readonly SimulatedNode _node;

    public KeyedRun(int seed, bool isUnruly, int partitions = 3)
    {
        (_events, _steps) = (new Random(seed), new Random(seed));
        var log = new SimulatedLog(partitions, isUnruly ? new Random(seed) : null);
        // How far back rules look is drawn there, too.
        for (var world = seed; _world is null || _world.RebuildHorizon < TimeSpan.FromHours(1); world += 1000)
            _world = new World(new Random(world), log, TimeSpan.FromDays(1), TimeSpan.FromSeconds(2), new RuleEdits(new Random(world)));
        _node = new SimulatedNode(_world);
    }

    /// <summary>The rules.</summary>
    public static IReadOnlyList<RevisionRule> Rules { get; } =
    [
        Rule("several", "when exactly 4 any event within 60 seconds"),
        Rule("amounts", "when any event where amount >= 300 then any event where amount >= 600 then any event where amount >= 700 within 90 seconds"),
        Rule("many", "when any event where count of any event in last 40 seconds > 5"),
        Rule("users", "when any event where distinct user of any event in last 60 seconds >= 5"),
        Rule("silence", "when any event where time since last any event > 20 seconds"),
    ];

    /// <summary>An alert for each match: its rule, the last of its events, and all of them.</summary>
    /// <param name="pause">Before which event nothing comes for a while.</param>
    /// <param name="comesLate">Whether the rules come there, and not before the first event.</param>
    /// <param name="stepsBeforeCrash">How much is done of what their coming takes before the node crashes; 0 for no crash.</param>
    /// <param name="startsAt">Before which event the node is there at all.</param>
    public List<(string Rule, int Last, string Matched)> Play(int pause, bool comesLate, int stepsBeforeCrash = 0, int startsAt = 0)
    {
        if (!comesLate) _world.Rules.Store(Rules);
        for (var i = 0; i < Events; i++)
        {
            if (i == startsAt) Start();
            if (i == pause)
            {
                if (comesLate) Add(stepsBeforeCrash);
                Pass(Pause, Moment);
                Assert.True(_world.Log.Ids.All(RunsAll), string.Join('\n', _world.Log.Ids.Select(id => _node.Find(id)!.Status)));
            }

            Append(i);
            // Nothing waits for its turn when rules come.
            Pass(_events.Next(8) == 0 ? 15 : 4, TimeSpan.FromSeconds(1));
        }

        Pass(30, TimeSpan.FromSeconds(1));
        return [.. _world.Log.Alerts.Records.DistinctBy(alert => alert.Id).Select(Read).OfType<(string Rule, int, string)>().OrderBy(alert => alert)];
    }

    private void Append(int number)
    {
        var now = (_world.Time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
        var user = _events.Next(9);
        var id = number % 5 == 0 ? "" : $" id=e{number}";
        _world.Log.Memory(_world.Log.Sources[user % _world.Log.Sources.Count]).Append($"u{user} {now / 1_000_000} pays={_events.Next(1000)}{id} session=s{_events.Next(3)} n={number}", now);
    }

    private void Add(int stepsBeforeCrash)
    {
        _world.Rules.Store(Rules);
        _node.HearAll();
        for (var i = 0; i < stepsBeforeCrash; i++) _node.Act(_steps);
        if (stepsBeforeCrash == 0) return;
        _node.Crash();
        Start();
    }

    private void Start()
    {
        _node.Start();
        _node.HearAll();
        foreach (var id in _world.Log.Ids) _node.Assigned(id);
        Settle();
    }

    private bool RunsAll(ShardId id) => _node.Find(id)!.Status is { State: ShardState.Running, RulesRebuild: null } status && status.RulesRevision == _world.Rules.Revisions.Count;

    private void Pass(int times, TimeSpan time)
    {
        for (; times > 0; times--)
        {
            Settle();
            _world.Time.Advance(time);
            Settle();
        }
    }

    private void Settle()
    {
        while (_node.IsUp && (_node.Settle() | _world.Log.Fetch())) continue;
    }

    // Null for one of another rule.
    private (string Rule, int Last, string Matched)? Read(MemoryPartition.Record alert)
    {
        Assert.True(SourcePosition.TryFind(alert.Headers, out var position));
        using var json = JsonDocument.Parse(alert.Value);
        var rule = json.RootElement.GetProperty("rule").GetString()!;
        if (!Rules.Any(one => one.Name == rule)) return null;
        var records = _world.Log.Keyed[position.Partition].Records.ToDictionary(record => record.Offset);
        int[] matched = [.. World.Matched(alert).Split(',').Select(offset => NumberOf(records[long.Parse(offset, CultureInfo.InvariantCulture)]))];
        return (rule, matched[^1], string.Join(',', matched));
    }

    private static int NumberOf(MemoryPartition.Record record) => int.Parse(record.Text.Split(" n=")[1], CultureInfo.InvariantCulture);

    private static RevisionRule Rule(string name, string when) => new(name, 1, RuleMode.On, $"rule {name} for each session {when}");
}
