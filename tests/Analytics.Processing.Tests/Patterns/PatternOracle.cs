using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Tests.Patterns;

/// <summary>
/// All matches of a pattern by the definition and by brute force: every way to take events of the whole stream, tried one after the other, then what skipping leaves. Knows
/// nothing of automata, slabs or order of arrival.
/// </summary>
internal sealed class PatternOracle(RuleDefinition rule, IReadOnlyList<PatternEvent> events)
{
    private readonly long _within = rule.Within is Expression.Duration span ? span.Micros : 0;
    private readonly List<(long At, List<Taken> Events)> _raw = [];

    /// <summary>Matches of one key, as <see cref="PatternRun.Found"/> shows them, in the order of their completion.</summary>
    public List<string> Find()
    {
        Sequence(rule.Pattern, 0, null, new Path([], []), Complete);
        var ordered = _raw.DistinctBy(match => (match.At, string.Join(',', match.Events.Select(one => one.Index))))
            .OrderBy(match => match.At).ThenBy(match => IsDeadline(match) ? 0 : 1)
            .ThenBy(match => IsDeadline(match) ? -1 : match.Events[^1].Index).ThenBy(match => match.Events.Select(one => one.Index).ToArray(), Comparer<int[]>.Create(Compare)).ToList();
        var kept = new List<(long At, List<Taken> Events)>();
        foreach (var match in ordered)
            if (!kept.Any(earlier => Leaves(earlier.Events, match.Events[0].Index))) kept.Add(match);
        return [.. kept.Select(match => $"{rule.Name}@{match.At}:{string.Join(',', match.Events.Select(one => events[one.Index].Offset))}")];
    }

    private static int Compare(int[] a, int[] b)
    {
        for (var i = 0; i < a.Length && i < b.Length; i++)
            if (a[i] != b[i]) return a[i].CompareTo(b[i]);
        return a.Length.CompareTo(b.Length);
    }

    private bool IsDeadline((long At, List<Taken> Events) match) => match.At != events[match.Events[^1].Index].At;

    private bool Leaves(List<Taken> match, int start) => rule.Skip switch
    {
        SkipStrategy.PastLast => start <= match[^1].Index,
        SkipStrategy.ToNext => start == match[0].Index,
        SkipStrategy.ToFirst => match.FindIndex(one => one.Name == rule.SkipTo) is >= 0 and var first && start < match[first].Index,
        SkipStrategy.ToLast => match.FindLastIndex(one => one.Name == rule.SkipTo) is >= 0 and var last && start < match[last].Index,
        _ => false,
    };

    private void Complete(Path path)
    {
        if (path.Taken.Count == 0) return;
        var last = path.Taken[^1].Index;
        if (path.Guards.Count == 0)
        {
            _raw.Add((events[last].At, path.Taken));
            return;
        }

        var deadline = events[path.Taken[0].Index].At + _within;
        for (var i = last + 1; i < events.Count && events[i].At < deadline; i++)
            if (path.Guards.Any(guard => (!guard.OnlyNext || i == last + 1) && Fits(guard.Events, i, path.Taken))) return;
        _raw.Add((deadline, path.Taken));
    }

    private void Sequence(PatternNode.Sequence sequence, int at, Contiguity? link, Path path, Action<Path> then)
    {
        if (at == sequence.Steps.Count) then(path);
        else Node(sequence.Steps[at].Node, at == 0 ? link : sequence.Steps[at].Link, path, next => Sequence(sequence, at + 1, null, next, then));
    }

    private void Node(PatternNode node, Contiguity? link, Path path, Action<Path> then)
    {
        switch (node)
        {
            case PatternNode.One one:
                Repeat(one.Times, 0, link, path, (next, how, on) => Take(one, how, next, on), then);
                break;
            case PatternNode.None none:
                then(path with { Guards = [.. path.Guards, (none.Events, link == Contiguity.Strict)] });
                break;
            case PatternNode.OneOf choice:
                Repeat(choice.Times, 0, link, path, (next, how, on) =>
                {
                    foreach (var one in choice.Choices) Sequence(one, 0, how, next, on);
                }, then);
                break;
            case PatternNode.AllOf all:
                Each([.. all.Parts], link, path, then);
                break;
        }
    }

    private static void Repeat(Quantity times, int done, Contiguity? link, Path path, Action<Path, Contiguity?, Action<Path>> once, Action<Path> then)
    {
        if (done >= ((Expression.Number)times.Least).Value) then(path);
        if (times.Most is Expression.Number { Value: var most } && done >= most) return;
        once(path, done == 0 ? link : times.Inner, next => Repeat(times, done + 1, link, next, once, then));
    }

    private void Each(List<PatternNode.One> left, Contiguity? link, Path path, Action<Path> then)
    {
        if (left.Count == 0) then(path);
        foreach (var one in left) Take(one, link, path, next => Each([.. left.Where(other => !ReferenceEquals(other, one))], Contiguity.Relaxed, next, then));
    }

    private void Take(PatternNode.One one, Contiguity? link, Path path, Action<Path> then)
    {
        var last = path.Taken.Count == 0 ? -1 : path.Taken[^1].Index;
        for (var i = last + 1; i < events.Count; i++)
        {
            if (last >= 0 && events[i].At - events[path.Taken[0].Index].At >= _within) return;
            var fits = Fits(one.Events, i, path.Taken);
            if (fits) then(new Path([.. path.Taken, new Taken(i, one.Name)], []));
            if (last < 0) continue;
            if (link == Contiguity.Strict || (fits && link is Contiguity.Relaxed or null)) return;
            if (path.Guards.Any(guard => (!guard.OnlyNext || i == last + 1) && Fits(guard.Events, i, path.Taken))) return;
        }
    }

    private bool Fits(EventSelector selector, int index, List<Taken> taken) =>
        (selector.Types.Count == 0 || selector.Types.Contains(events[index].Type)) && (selector.Where is null || new ExpressionOracle(events, index, taken).Holds(selector.Where));

    public sealed record Taken(int Index, string? Name);

    private sealed record Path(List<Taken> Taken, List<(EventSelector Events, bool OnlyNext)> Guards);
}
