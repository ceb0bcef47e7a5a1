namespace Analytics.Simulation.Tests.Rules;

/// <summary>What rules remember of one user, followed by hand: every unfinished match, and every event that a window was shown.</summary>
internal sealed class OracleKey
{
    // Less than every rule asks for.
    private const int Unknown = -1;
    private readonly List<(RuleShape Rule, List<OracleEvent> Events)> _open = [];

    /// <summary>Times of the events that windows were shown, by their span.</summary>
    private readonly Dictionary<int, List<long>> _windows = [];

    /// <summary>What waits for its turn, in its order.</summary>
    private readonly SortedDictionary<(long Seconds, long Offset), OracleEvent> _waiting = [];

    private long _through = long.MinValue;

    /// <summary>Whether it is remembered for itself.</summary>
    public bool HoldsAnything => _open.Count + _windows.Count + _waiting.Count > 0;

    /// <summary>Takes an event, which has to wait for its turn, with what rules look at; one that is older than what had its turn is too late.</summary>
    public void Take(OracleEvent seen, IEnumerable<RuleShape> rules)
    {
        if (seen.Seconds >= _through) _waiting[(seen.Seconds, seen.Offset)] = rules.Any(rule => rule.LooksAtAmounts) ? seen : seen with { Amount = Unknown };
    }

    /// <summary>Shows what waits up to a mark to rules; what they found is handed over.</summary>
    public void Advance(long mark, IReadOnlyList<RuleShape> rules, OracleParts parts, Action<RuleShape, IReadOnlyList<OracleEvent>> found)
    {
        while (_waiting.Count > 0 && _waiting.First() is var (turn, seen) && turn.Seconds * 1_000_000 <= mark)
        {
            _waiting.Remove(turn);
            Show(seen, rules, parts, found);
        }
    }

    private void Show(OracleEvent seen, IReadOnlyList<RuleShape> rules, OracleParts parts, Action<RuleShape, IReadOnlyList<OracleEvent>> found)
    {
        _through = seen.Seconds;
        foreach (var span in rules.Where(rule => rule.IsWindow).Select(rule => rule.Span).Distinct().Where(span => parts.Sees(span, seen)))
        {
            if (!_windows.TryGetValue(span, out var times)) _windows[span] = times = [];
            times.Add(seen.Seconds);
        }

        foreach (var rule in rules)
        {
            if (rule.IsWindow && parts.Sees(rule, 0, seen) && _windows.GetValueOrDefault(rule.Span)?.Count(at => at > seen.Seconds - rule.Span) > rule.Numbers[0]) found(rule, [seen]);
            if (rule.IsOften || rule.IsChain) Match(rule, seen, parts, found);
        }
    }

    /// <summary>
    /// Other rules come. What is known of the past of those that are new replaces what they kept of matches since then, and fills in windows that nothing was known of; the rest stays as far as the rules
    /// still have it.
    /// </summary>
    public void Change(IReadOnlyList<RuleShape> former, IReadOnlyList<RuleShape> rules, OracleKey? past, IReadOnlyList<RuleShape> read, long from)
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var (rule, events) = _open[i];
            var now = rules.FirstOrDefault(one => one.Name == rule.Name);
            var isReadAnew = past is not null && read.Any(one => one.Name == rule.Name) && events[0].Offset >= from;
            if (now is null || isReadAnew || now.StepsKept(rule) < events.Count || events.Count >= now.Steps) _open.RemoveAt(i);
            else _open[i] = (now, events);
        }

        foreach (var span in _windows.Keys.ToArray())
            if (!rules.Any(rule => rule.IsWindow && rule.Span == span) || !former.Any(rule => rule.IsWindow && rule.Span == span)) _windows.Remove(span);
        if (!former.Any(rule => rule.LooksAtAmounts) || !rules.Any(rule => rule.LooksAtAmounts))
            foreach (var (turn, waits) in _waiting.ToArray()) _waiting[turn] = waits with { Amount = Unknown };
        if (past is null) return;
        _through = Math.Max(_through, past._through);
        _open.AddRange(past._open);
        foreach (var (turn, waits) in past._waiting)
        {
            var copy = _waiting.ContainsKey(turn) ? turn : _waiting.Where(known => known.Key.Seconds == turn.Seconds && known.Value.Identity == waits.Identity).Select(known => known.Key).FirstOrDefault(turn);
            if (!_waiting.TryGetValue(copy, out var known)) _waiting[turn] = waits;
            else if (known.Amount == Unknown) _waiting[copy] = known with { Amount = waits.Amount };
        }

        foreach (var (span, times) in past._windows) _windows.TryAdd(span, times);
    }

    // The first later event that fits goes on; after a match everything that began before its end is dropped.
    private void Match(RuleShape rule, OracleEvent seen, OracleParts parts, Action<RuleShape, IReadOnlyList<OracleEvent>> found)
    {
        _open.RemoveAll(open => open.Rule.Name == rule.Name && open.Events[0].Seconds + rule.Span <= seen.Seconds);
        List<OracleEvent>? complete = null;
        _open.Add((rule, []));
        foreach (var (_, events) in _open.Where(open => open.Rule.Name == rule.Name))
        {
            if ((rule.IsOften || seen.Amount >= rule.Numbers[events.Count]) && parts.Sees(rule, events.Count, seen)) events.Add(seen);
            if (events.Count == rule.Steps) complete ??= events;
        }

        _open.RemoveAll(open => open.Rule.Name == rule.Name && (open.Events.Count == 0 || (complete is not null && IsUpTo(open.Events[0], seen))));
        if (complete is not null) found(rule, complete);
    }

    // By time, and of one time by position: of what was gathered from several runs of the log a later position may have come first.
    private static bool IsUpTo(OracleEvent one, OracleEvent other) => (one.Seconds, one.Offset).CompareTo((other.Seconds, other.Offset)) <= 0;
}
