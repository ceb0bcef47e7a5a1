using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Features;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Time;

namespace Analytics.Processing.Patterns.Matching;

/// <content>What is found, what is remembered, and what is kept within limits.</content>
public sealed partial class PatternMatcher
{
    private void Report(long at)
    {
        if (_candidates.Count == 0) return;
        _candidates.Sort();
        for (var i = 0; i < _candidates.Count; i++)
        {
            var (rule, node) = _candidates[i];
            if (node < 0) continue;
            Scope.Match = node;
            if (at != Scope.Now || Nodes[node].Event != Scope.Event) Scope.Event = Nodes[node].Event;
            _receiver.Matched(_state, _match.Of(rule, node, at));
            Skip(rule, node, i);
        }

        _candidates.Clear();
    }

    // Ends the unfinished matches, and the complete ones that have not been reported, that a reported one leaves behind.
    private void Skip(CompiledRule rule, int node, int reported)
    {
        if (!TryBoundary(rule, node, out var boundary)) return;
        var first = Nodes[Nodes.First(node)].Event;
        for (var i = 0; i < _state.Partials; i++)
        {
            ref var partial = ref _state.Open[i];
            if (partial.Node != Partial.Ended && partial.Rule == rule.Index && IsLeft(rule.Automaton.Skip, partial.First, first, boundary)) End(ref partial);
        }

        for (var i = reported + 1; i < _candidates.Count; i++)
        {
            var (other, candidate) = _candidates[i];
            if (candidate >= 0 && other == rule && IsLeft(rule.Automaton.Skip, Nodes[Nodes.First(candidate)].Event, first, boundary)) _candidates.Remove(i);
        }
    }

    private bool IsLeft(SkipStrategy skip, int start, int first, int boundary) => skip switch
    {
        SkipStrategy.PastLast => Events.Compare(start, boundary) <= 0,
        SkipStrategy.ToNext => Events.Compare(start, first) == 0,
        _ => Events.Compare(start, boundary) < 0,
    };

    private bool TryBoundary(CompiledRule rule, int node, out int boundary)
    {
        var automaton = rule.Automaton;
        boundary = Nodes[node].Event;
        if (automaton.Skip is SkipStrategy.PastLast or SkipStrategy.ToNext) return true;
        boundary = -1;
        if (automaton.Skip == SkipStrategy.KeepAll) return false;
        for (var at = node; at >= 0; at = Nodes[at].Parent)
        {
            if (Nodes[at].Name != automaton.SkipTo) continue;
            boundary = Nodes[at].Event;
            if (automaton.Skip == SkipStrategy.ToLast) break;
        }

        return boundary >= 0;
    }

    private void Feed(Feature feature)
    {
        foreach (var condition in feature.Where)
            if (!Condition(condition)) return;
        ref var memory = ref _state.Memory[feature.Index];
        var now = Scope.Now;
        switch (feature.Kind)
        {
            case FeatureKind.Window:
                memory ??= new WindowState(feature.Span);
                ((WindowState)memory).Add(now, feature.Number?.Invoke(Scope) ?? double.NaN);
                break;
            case FeatureKind.Distinct when feature.Text!(Scope) is var text and not 0:
                memory ??= new DistinctState(feature.Span);
                if (((DistinctState)memory).Add(now, text)) Hit(_state, feature.Label, "values", now);
                break;
            case FeatureKind.History:
                memory ??= new HistoryState(feature.Last);
                ((HistoryState)memory).Add(feature.Number!(Scope));
                break;
            case FeatureKind.Known when feature.Text!(Scope) is var text and not 0:
                memory ??= new KnownState();
                if (((KnownState)memory).Add(text)) Hit(_state, feature.Label, "values", now);
                break;
            case FeatureKind.First:
                memory ??= new MomentState { At = now };
                break;
            case FeatureKind.Last:
                memory ??= new MomentState();
                ((MomentState)memory).At = now;
                break;
            case FeatureKind.Place:
                Visit(ref memory, now);
                break;
        }
    }

    private void Visit(ref FeatureState? memory, long now)
    {
        double latitude = double.NaN, longitude = double.NaN;
        foreach (var column in Plan.Columns)
        {
            if (column.Source == EventColumn.Latitude) latitude = Scope.Number(column.Index);
            if (column.Source == EventColumn.Longitude) longitude = Scope.Number(column.Index);
        }

        if (double.IsNaN(latitude) || double.IsNaN(longitude)) return;
        memory ??= new PlaceState();
        ((PlaceState)memory).Set(latitude, longitude, now);
    }

    private void Keep(in Partial partial)
    {
        var state = _state;
        if (state.Partials >= _limits.PartialsPerRule && OfRule(partial.Rule) >= _limits.PartialsPerRule) EndOldest(partial.Rule, "partials-per-rule");
        if (state.Partials >= _limits.PartialsPerKey && Alive() >= _limits.PartialsPerKey) EndOldest(-1, "partials-per-key");
        if (_ofRule[partial.Rule] >= _limits.PartialsOfRule) EndOldest(partial.Rule, "partials-of-rule");
        if (state.OfTenant.Value >= _limits.PartialsPerTenant) EndOldest(-1, "partials-per-tenant");
        if (_ofRule[partial.Rule] >= _limits.PartialsOfRule || state.OfTenant.Value >= _limits.PartialsPerTenant)
        {
            LetGo(partial);
            return;
        }

        if (state.Partials == state.Open.Length)
        {
            var larger = new Partial[Math.Max(4, state.Partials * 2)];
            state.Open.CopyTo(larger, 0);
            state.Open = larger;
        }

        state.Open[state.Partials++] = partial;
        state.NextEnd = Math.Min(state.NextEnd, partial.Ends);
        if (partial.HasDeadline) state.NextDeadline = Math.Min(state.NextDeadline, partial.Ends);
        Count(partial.Rule, 1);
    }

    private int OfRule(int rule)
    {
        var count = 0;
        for (var i = 0; i < _state.Partials; i++)
            if (_state.Open[i].Node != Partial.Ended && _state.Open[i].Rule == rule) count++;
        return count;
    }

    private int Alive()
    {
        var count = 0;
        for (var i = 0; i < _state.Partials; i++)
            if (_state.Open[i].Node != Partial.Ended) count++;
        return count;
    }

    private void EndOldest(int rule, string limit)
    {
        for (var i = 0; i < _state.Partials; i++)
        {
            ref var partial = ref _state.Open[i];
            if (partial.Node == Partial.Ended || (rule >= 0 && partial.Rule != rule)) continue;
            Hit(_state, Plan.Rules[partial.Rule].Definition.Name, limit, Scope.Now);
            End(ref partial);
            return;
        }
    }

    private void Hit(KeyState state, string name, string limit, long at)
    {
        var hour = Micros.Index(at, Micros.Hour);
        var first = hour != state.LimitHour;
        state.LimitHour = hour;
        _receiver.LimitHit(state, name, limit, at, first);
    }

    private void End(ref Partial partial)
    {
        if (partial.Node == Partial.Ended) return;
        LetGo(partial);
        partial.Node = Partial.Ended;
        _isUnswept = true;
        Count(partial.Rule, -1);
    }

    private void LetGo(in Partial partial)
    {
        if (partial.Node == Partial.Alone) Events.Release(partial.First);
        else Nodes.Release(partial.Node);
    }

    private void Count(int rule, int by)
    {
        _ofRule[rule] += by;
        _state.OfTenant.Value += by;
    }

    // Takes out what has ended or is too old by a time, and finds the next deadline.
    private void Sweep(long now)
    {
        var state = _state;
        if (!_isUnswept && now < state.NextEnd) return;
        var kept = 0;
        (state.NextDeadline, state.NextEnd) = (long.MaxValue, long.MaxValue);
        for (var i = 0; i < state.Partials; i++)
        {
            ref var partial = ref state.Open[i];
            if (partial.Node == Partial.Ended) continue;
            if (partial.Ends <= now)
            {
                End(ref partial);
                continue;
            }

            state.NextEnd = Math.Min(state.NextEnd, partial.Ends);
            if (partial.HasDeadline) state.NextDeadline = Math.Min(state.NextDeadline, partial.Ends);
            if (kept != i) state.Open[kept] = partial;
            kept++;
        }

        state.Partials = kept;
        _isUnswept = false;
    }
}
