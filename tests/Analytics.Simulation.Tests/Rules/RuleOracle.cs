using Analytics.Actors.Duplicates;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Simulation.Tests.Rules;

/// <summary>
/// What the rules of one shard must find, followed by hand from three things: the log, the events of it that were processed, and the cuts that became durable. A cut says how far its shard's clock had come; one that
/// took other rules in says from which offset on those that are new know what came before.
/// </summary>
/// <param name="log">The partition.</param>
/// <param name="processed">Offsets of the events that were processed.</param>
/// <param name="duplicates">Knows the ids of the events that it is shown.</param>
/// <param name="rebuildHorizon">How far back the log is read again for new rules.</param>
/// <param name="disorder">How long events wait for older ones.</param>
/// <param name="senders">Those who send what is watched under other keys.</param>
internal sealed class RuleOracle(MemoryPartition log, IReadOnlyList<long> processed, Func<DuplicateIds> duplicates, TimeSpan rebuildHorizon, TimeSpan disorder, IReadOnlyList<ShardId> senders)
{
    private readonly Dictionary<long, MemoryPartition.Record> _records = log.Records.ToDictionary(record => record.Offset);
    private readonly OracleClock _clock = new((long)disorder.TotalMicroseconds);
    private readonly bool _isKeyed = log.Topic == SimulatedLog.KeyedTopic;
    private readonly OracleParts _parts = new();
    private readonly SortedSet<string> _found = new(StringComparer.Ordinal);
    private Dictionary<string, OracleKey> _keys = [];
    private Dictionary<RuleShape, RuleMode> _rules = [];

    /// <summary>An alert as a line, which is the same for alerts of one id: rule, version, user and events.</summary>
    public static string Line(string rule, uint version, string user, IEnumerable<OracleEvent> events) => $"{rule} {version} {user} {string.Join(',', events.Select(one => one.Name))}";

    /// <summary>A line for each alert that somebody is told of.</summary>
    public IEnumerable<string> Alerts(IEnumerable<CutBorder> cuts)
    {
        var live = new Queue<long>(processed);
        var (offsetBefore, clock) = (0L, 0L);
        foreach (var cut in cuts)
        {
            // A shard's clock goes on with what comes. Where it goes further at a cut nothing came until then.
            clock = Math.Max(clock, Arrivals(offsetBefore, cut.NextOffset).DefaultIfEmpty().Max());
            while (live.TryPeek(out var offset) && offset < cut.NextOffset) See(Event(live.Dequeue()));
            if (cut.ClockMicros > clock) _clock.Silence(cut.ClockMicros);
            else _clock.Cut();
            foreach (var key in _keys.Values) key.Advance(_clock.Mark, [.. _rules.Keys], _parts, Found);
            if (!cut.Rules.IsEmpty) Change(cut);
            (offsetBefore, clock) = (cut.NextOffset, cut.ClockMicros);
        }

        Assert.Empty(live);
        return _found;
    }

    /// <summary>What runs from a cut on that takes other rules in.</summary>
    public static IEnumerable<(RuleShape Shape, RuleMode Mode)> Running(CutBorder cut) =>
        RuleRevision.Read(cut.Rules).Rules.Where(rule => rule.Mode != RuleMode.Off).Select(rule => (RuleShape.Read(rule.Text), rule.Mode));

    // Pasts say nothing about the time.
    private IEnumerable<long> Arrivals(long from, long to) => log.Records.Where(record => record.Offset >= from && record.Offset < to && !PastPosition.TryFind(record.Headers, out _)).Select(record => record.ReceivedAt);

    private OracleEvent Event(long offset) => _isKeyed ? OracleEvent.ReadOfSession(_records[offset], _records[offset].ReceivedAt) : OracleEvent.Read(offset, _records[offset].Text, _records[offset].ReceivedAt);

    private void See(OracleEvent seen)
    {
        foreach (var rule in _rules.Keys.Where(rule => rule.IsAlone && seen.Amount >= rule.Numbers[0])) Found(rule, [seen]);
        Show(seen, [.. _rules.Keys], _keys, _clock, _parts, Found);
    }

    private void Found(RuleShape rule, IReadOnlyList<OracleEvent> events)
    {
        if (_rules[rule] == RuleMode.On) _found.Add(Line(rule.Name, rule.Version, events[0].User, events));
    }

    private void Change(CutBorder change)
    {
        var next = Running(change).Where(rule => rule.Shape.IsShared == _isKeyed).ToDictionary(rule => rule.Shape, rule => rule.Mode);
        RuleShape[] read = [.. next.Keys.Where(rule => rule.Lacks(_rules.Keys))];
        if (!_isKeyed) AssertReadFarEnough(change, read);
        var past = change.RulesFrom < change.NextOffset ? Past(read, change, next) : [];
        foreach (var key in _keys.Values) key.Advance(_clock.Mark, [.. _rules.Keys], _parts, Found);
        _parts.Change(_rules.Keys, next.Keys, change.NextOffset, change.RulesFrom);
        foreach (var (user, gathered) in past)
            if (gathered.HoldsAnything && !_keys.ContainsKey(user)) _keys[user] = new OracleKey();
        foreach (var (user, key) in _keys) key.Change([.. _rules.Keys], [.. next.Keys], past.GetValueOrDefault(user), read, change.RulesFrom);
        if (next.Count == 0) _keys = [];
        _rules = next;
    }

    // From where they look back, or from further: the shard's clock went on while it read.
    private void AssertReadFarEnough(CutBorder change, IReadOnlyList<RuleShape> read)
    {
        var reach = TimeSpan.FromSeconds(read.Select(rule => rule.Reach).DefaultIfEmpty().Max());
        if (reach > rebuildHorizon) reach = rebuildHorizon;
        var needed = reach == TimeSpan.Zero ? change.NextOffset : log.OffsetAt(change.ClockMicros - (long)reach.TotalMicroseconds);
        Assert.True(change.RulesFrom <= Math.Min(needed, change.NextOffset), $"Rules that begin at offset {change.NextOffset} know what came since {change.RulesFrom}, and look back to {needed}.");
    }

    // As if the rules had been there since, but for what they would have found.
    private Dictionary<string, OracleKey> Past(IReadOnlyList<RuleShape> rules, CutBorder change, Dictionary<RuleShape, RuleMode> modes)
    {
        // Where all who send had the rules from their first event on nobody else could have found anything.
        var isRaised = _isKeyed && KeyedPast.IsFirst(log, senders, rules, change);
        var (keys, clock, parts) = (new Dictionary<string, OracleKey>(), new OracleClock((long)disorder.TotalMicroseconds), new OracleParts());
        foreach (var seen in _isKeyed ? KeyedPast.Events(log, senders, rules, change, duplicates) : Events(change)) Show(seen, rules, keys, clock, parts, Raise);
        clock.Follow(_clock);
        clock.Silence(change.ClockMicros);
        _clock.Follow(clock);
        foreach (var key in keys.Values) key.Advance(clock.Mark, rules, parts, Raise);
        return keys;

        void Raise(RuleShape rule, IReadOnlyList<OracleEvent> events)
        {
            if (isRaised && modes[rule] == RuleMode.On) _found.Add(Line(rule.Name, rule.Version, events[0].User, events));
        }
    }

    private IEnumerable<OracleEvent> Events(CutBorder change)
    {
        var read = log.Records.Where(record => record.Offset >= change.RulesFrom && record.Offset < change.NextOffset);
        return KeyedPast.Undoubled(read, "throw-transform", duplicates()).Select(record => Event(record.Offset));
    }

    private void Show(OracleEvent seen, IReadOnlyList<RuleShape> rules, Dictionary<string, OracleKey> keys, OracleClock clock, OracleParts parts, Action<RuleShape, IReadOnlyList<OracleEvent>> found)
    {
        if (rules.Count == 0) return;
        clock.Before(seen);
        if (rules.Any(rule => !rule.IsAlone))
        {
            if (!keys.TryGetValue(seen.User, out var key)) keys[seen.User] = key = new OracleKey();
            key.Advance(clock.Mark, rules, parts, found);
            key.Take(seen, rules);
            // Without disorder nothing waits.
            if (disorder == TimeSpan.Zero) key.Advance(seen.Seconds * 1_000_000, rules, parts, found);
        }

        clock.Passed(seen);
    }
}
