using Analytics.Actors.Entities;
using Analytics.Actors.Shards;
using Analytics.Actors.Timers;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Processing.State;

namespace Analytics.Actors.Rules;

/// <summary>
/// The rules that one shard runs: the only thing about a shard that does not come from its log. Invariants: they change at a cut and nowhere else; the checkpoint of that cut, and its border, hold the
/// new revision by value; no event is processed between the cut and the moment when it is durable (see <see cref="SwitchErrand"/>). So whatever leaves a shard is a function of its log and of
/// durable switches: a replay from an older checkpoint repeats the switch at its border, and a switch that was not durable has had no effect. The shard's thread only.
/// </summary>
/// <param name="shard">The shard.</param>
/// <param name="kinds">Its kinds of entity.</param>
/// <param name="board">What the node knows; null for a look at an earlier state, which switches where its borders say and nowhere else.</param>
/// <param name="horizon">How far back the log is read again for new rules.</param>
/// <param name="hasPast">Whether anything may have been there before the rules; asked when there are others.</param>
internal sealed class ShardRules(ShardId shard, IReadOnlyList<IEntityKind> kinds, RuleBoard? board, TimeSpan horizon, Func<bool> hasPast)
{
    private const string KindName = "rules";
    private const byte Format = 1;
    private static readonly byte[] Key = [0];
    private readonly IRuledKind[] _ruled = [.. kinds.OfType<IRuledKind>()];
    private RuleHistory _history = RuleHistory.None;
    private RulePath? _path;
    private bool _isNew;

    /// <summary>The revision that it runs.</summary>
    public RuleRevision Running { get; private set; } = RuleRevision.Empty;

    /// <summary>Offset of the first event under it.</summary>
    public long Since { get; private set; }

    /// <summary>How often it changed.</summary>
    public long Switches => _history.Switches;

    /// <summary>How it comes to the newest revision that the node knows; null when it runs it. A node that knows less than the shard's last owner waits until it knows as much.</summary>
    public RulePath? Path
    {
        get
        {
            if (board?.Latest is not { } latest || ReferenceEquals(latest, Running) || latest.Number < Running.Number || _ruled.Length == 0) return null;
            if (!ReferenceEquals(_path?.Newest, latest) || !ReferenceEquals(_path.Running, Running))
                _path = new RulePath(Running, latest, horizon > TimeSpan.Zero && hasPast() ? _ruled.SelectMany(kind => kind.Lacking(latest.Set)) : []);
            return _path.AtOnce is null && _path.Lacking.Count == 0 ? null : _path;
        }
    }

    /// <summary>Takes over what the newest checkpoint says, before its entities come.</summary>
    public void Restore(IShardCheckpoints checkpoints)
    {
        if (checkpoints.TryRead(KindName, Key, out var state))
        {
            var reader = new StateReader(state);
            reader.Expect(Format);
            Since = reader.SignedVarint();
            _history = RuleHistory.Read(ref reader);
            Running = Read(reader.Text().ToArray());
        }

        Run();
    }

    /// <summary>Begins to gather what rules would remember that do not run yet; null when there is nothing to gather.</summary>
    /// <param name="setup">The shard.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="sent">What others sent for them; null where events come whether rules look at them or not.</param>
    /// <param name="from">Offset from which to read; null for as far as they look back.</param>
    /// <param name="cut">Where the shard is.</param>
    /// <param name="wake">Called when there is something to read.</param>
    /// <exception cref="LogUnavailableException">The log does not answer.</exception>
    public RuleRebuild? Rebuild(ShardSetup setup, IReadOnlyList<RevisionRule> rules, IReadOnlyList<SentPast>? sent, long? from, LastCut cut, Action wake)
    {
        var set = RuleRevision.Of(0, rules).Set;
        var pasts = new Dictionary<IRuledKind, IRulePast>();
        foreach (var kind in _ruled)
            if (kind.PastFor(set) is { } past) pasts.Add(kind, past);
        if (pasts.Count == 0) return null;
        var reach = pasts.Values.Max(past => past.Reach);
        var begin = from ?? Back(setup.Log, cut, reach < horizon ? reach : horizon, sent ?? []);
        return new RuleRebuild(rules, set, pasts, begin, sent is null ? new OwnPast(setup, begin, wake) : new MergedPast(setup, sent, begin, wake), sent);
    }

    /// <summary>Rules of a switch that is repeated which were read for then.</summary>
    public IReadOnlyList<RevisionRule> ReadFor(RuleRevision rules)
    {
        if (rules.ReadFor.Count > 0) return rules.ReadFor;
        var lacking = _ruled.SelectMany(kind => kind.Lacking(rules.Set)).ToHashSet();
        return [.. rules.Rules.Where(rule => lacking.Contains(rule.Name))];
    }

    /// <summary>Goes on under other rules, from an offset on. Part of a cut, after its timers and before its state is written.</summary>
    public void Switch(RuleSwitch next, long offset)
    {
        var rules = board?.Known(next.Rules) ?? next.Rules;
        _history = _history.Next(Running.Set, rules.Set, offset, next.Past?.From(offset));
        (Running, Since, _isNew) = (rules, offset, true);
        board?.Runs(shard, Running);
        foreach (var kind in _ruled) kind.Run(Running.Set, _history, next.Past?.PastOf(kind));
    }

    /// <summary>A revision as a border keeps it.</summary>
    public RuleRevision Read(ReadOnlyMemory<byte> bytes) => board?.Read(bytes) ?? RuleRevision.Read(bytes);

    /// <summary>Writes a switch that was made since the last cut.</summary>
    public void WriteChanges(EntityChanges changes, IEntityWriter writer)
    {
        if (!_isNew) return;
        _isNew = false;
        changes.StartKind(KindName);
        var state = new StateWriter(writer.Begin(Key, 1 + 2 * StateWriter.MostVarintBytes + _history.MostBytes + Running.Bytes.Length));
        state.Byte(Format);
        state.SignedVarint(Since);
        _history.Write(ref state);
        state.Text(Running.Bytes.Span);
        writer.Commit(state.Position);
    }

    // With a past everything that it may have a copy of: what is remembered of such events goes in favour of what was gathered.
    private static long Back(ILogPartition log, LastCut cut, TimeSpan reach, IReadOnlyList<SentPast> sent)
    {
        if (SentPast.IsAll(sent)) return Math.Min(cut.Offset, log.StartOffset);
        var since = Math.Max(0, cut.ClockMicros - reach.Micros());
        SentPast[] pasts = [.. sent.Where(one => one.First >= 0 && one.Sent.SinceMicros >= since)];
        var from = Math.Max(log.OffsetAt(pasts.Select(one => one.Sent.FromMicros).Append(since).Min()), log.StartOffset);
        return pasts.Select(one => one.First).Append(from).Append(cut.Offset).Min();
    }

    private void Run()
    {
        board?.Runs(shard, Running);
        foreach (var kind in _ruled) kind.Run(Running.Set, _history);
    }
}
