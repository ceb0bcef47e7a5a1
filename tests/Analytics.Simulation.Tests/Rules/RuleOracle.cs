using Analytics.Actors.Duplicates;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Simulation.Tests.Rules;

/// <summary>
/// What the rules of one shard must find, followed by hand from three things: the log, the events of it that were processed, and the switches that became durable. A switch says at which offset other
/// rules begin, and from which offset on those that are new know what came before.
/// </summary>
internal sealed class RuleOracle(MemoryPartition log, IReadOnlyList<long> processed, Func<DuplicateIds> duplicates, TimeSpan rebuildHorizon)
{
    private readonly Dictionary<long, string> _texts = log.Records.ToDictionary(record => record.Offset, record => record.Text);
    private readonly SortedSet<string> _found = new(StringComparer.Ordinal);
    private Dictionary<string, OracleKey> _keys = [];
    private Dictionary<RuleShape, RuleMode> _rules = [];

    /// <summary>An alert as a line, which is the same for alerts of one id: rule, version, user and events.</summary>
    public static string Line(string rule, uint version, string user, IEnumerable<OracleEvent> events) => $"{rule} {version} {user} {string.Join(',', events.Select(one => one.Name))}";

    /// <summary>A line for each alert that somebody is told of.</summary>
    public IEnumerable<string> Alerts(IEnumerable<CutBorder> switches)
    {
        var live = new Queue<long>(processed);
        foreach (var change in switches)
        {
            while (live.TryPeek(out var offset) && offset < change.NextOffset) See(Event(live.Dequeue()));
            Change(change);
        }

        while (live.TryDequeue(out var offset)) See(Event(offset));
        return _found;
    }

    private OracleEvent Event(long offset) => OracleEvent.Read(offset, _texts[offset]);

    private void See(OracleEvent seen)
    {
        foreach (var rule in _rules.Keys.Where(rule => rule.IsAlone && seen.Amount >= rule.Numbers[0])) Found(rule, [seen]);
        Show(seen, [.. _rules.Keys], _keys, Found);
    }

    private void Found(RuleShape rule, IReadOnlyList<OracleEvent> events)
    {
        if (_rules[rule] == RuleMode.On) _found.Add(Line(rule.Name, rule.Version, events[0].User, events));
    }

    private void Change(CutBorder change)
    {
        var next = RuleRevision.Read(change.Rules).Rules.Where(rule => rule.Mode != RuleMode.Off).ToDictionary(rule => RuleShape.Read(rule.Text), rule => rule.Mode);
        RuleShape[] read = [.. next.Keys.Where(rule => rule.Lacks(_rules.Keys))];
        AssertReadFarEnough(change, read);
        var past = change.RulesFrom < change.NextOffset ? Past(read, change.RulesFrom, change.NextOffset) : [];
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
    private Dictionary<string, OracleKey> Past(IReadOnlyList<RuleShape> rules, long from, long to)
    {
        var (ids, decoder, batch, keys) = (duplicates(), new TextDecoder(), new EventBatch(), new Dictionary<string, OracleKey>());
        using var reader = log.OpenReader(from);
        var records = new RecordBatch();
        while (reader.Read(records, 1, int.MaxValue) > 0 && records.Records[0].Offset < to)
        {
            if (_texts[records.Records[0].Offset].Contains("throw-transform", StringComparison.Ordinal)) continue;
            decoder.Decode(records, batch, []);
            ids.DropFrom(batch, []);
            if (batch.Count > 0) Show(Event(batch.Rows[0].Offset), rules, keys, (_, _) => { });
        }

        return keys;
    }

    private static void Show(OracleEvent seen, IReadOnlyList<RuleShape> rules, Dictionary<string, OracleKey> keys, Action<RuleShape, IReadOnlyList<OracleEvent>> found)
    {
        if (rules.All(rule => rule.IsAlone)) return;
        if (!keys.TryGetValue(seen.User, out var key)) keys[seen.User] = key = new OracleKey();
        key.See(seen, rules, found);
    }
}
