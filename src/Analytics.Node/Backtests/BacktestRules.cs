using Analytics.Actors.Entities;
using Analytics.Actors.Replay;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Node.Composition;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Time;

namespace Analytics.Node.Backtests;

/// <summary>
/// One of the rules that are compared, at work: on its lane, each partition by itself as shards have them; for a key that no lane has, on the events of all of them as they came. One thread.
/// </summary>
internal sealed class BacktestRules
{
    private readonly Dictionary<int, RuleReplay> _replays = [];
    private readonly RuleSet _rules;
    private readonly PatternOptions _settings;
    private readonly ITenantDirectory _tenants;
    private readonly BacktestSide _side;
    private readonly string _lane;

    /// <param name="rules">The rule; one rule watches one thing, and so runs on one lane.</param>
    /// <param name="settings">Settings of the actors.</param>
    /// <param name="betweenCheckpoints">Events come to the lane of keys that no lane has by checkpoints.</param>
    /// <param name="tenants">Settings of tenants.</param>
    /// <param name="side">Gets what is found.</param>
    public BacktestRules(RuleSet rules, PatternOptions settings, TimeSpan betweenCheckpoints, ITenantDirectory tenants, BacktestSide side)
    {
        (_rules, _tenants, _side, _lane) = (rules, tenants, side, RuleKeys.LaneOf(rules.Plans[0]));
        IsMixed = _lane == LogTopics.RuleEvents;
        _settings = IsMixed ? settings with { Disorder = settings.Disorder + 2 * betweenCheckpoints } : settings;
    }

    /// <summary>Whether it needs the events of all partitions in the order in which they came.</summary>
    public bool IsMixed { get; }

    /// <summary>The topics whose events it needs.</summary>
    public IReadOnlyList<string> Lanes => IsMixed ? [LogTopics.RawEvents, LogTopics.InventoryUpdates] : [_lane];

    /// <summary>Shows it a run of events of one partition.</summary>
    public void Feed(int partition, string topic, EventBatch events, int from, int to, Func<long, EventPosition> at)
    {
        if (!IsMixed && topic != _lane) return;
        var of = IsMixed ? 0 : partition;
        if (!_replays.TryGetValue(of, out var replay)) _replays.Add(of, replay = new RuleReplay(_rules, _settings, _tenants));
        replay.Feed(events, from, to, _side.Found);
        if (_side.Found.Count > 0) _side.Keep(at);
    }

    /// <summary>Lets the time pass up to the end of the range: deadlines that passed by then have passed.</summary>
    public void Finish(long until, Func<long, EventPosition> at)
    {
        foreach (var replay in _replays.OrderBy(one => one.Key).Select(one => one.Value))
        {
            replay.Advance(until + Micros.Of(_settings.Disorder), _side.Found);
            _side.Keep(at);
        }
    }
}
