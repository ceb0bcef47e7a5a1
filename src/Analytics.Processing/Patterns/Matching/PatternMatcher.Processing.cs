using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Features;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Patterns.Matching;

/// <summary>What one event in its turn, or a deadline that passes, does to the unfinished matches of its key.</summary>
public sealed partial class PatternMatcher
{
    private void Process(int captured)
    {
        var state = _state;
        _type = _capture.TypeOf(Events.Type(captured));
        Ask(captured, state.Memory);
        Sweep(Scope.Now);
        _isOld = Events.Sequence(captured) < History.Offset;
        foreach (var feature in _type.Before)
            if (Sees(feature)) Feed(feature);
        var open = state.Partials;
        for (var i = 0; i < open; i++)
            if (state.Open[i].Node >= 0 && _type.Concerns[state.Open[i].Rule]) Step(i);
        Start();
        Report(Scope.Now);
        foreach (var feature in _type.After)
            if (Sees(feature)) Feed(feature);
        Sweep(long.MinValue);
        state.Through = Scope.Now;
        Events.Release(captured);
    }

    // The deadline of unfinished matches that only had to wait: nothing came that must not.
    private void Fire(long deadline)
    {
        var state = _state;
        (Scope.Now, Scope.Memory) = (deadline, state.Memory);
        for (var i = 0; i < state.Partials; i++)
        {
            ref var partial = ref state.Open[i];
            var rule = Plan.Rules[partial.Rule];
            if (partial.StartTime + rule.WithinMicros == deadline && (partial.Open & StateOf(rule, partial.Node).Deadlines) != 0) _candidates.Add(rule, partial.Node);
        }

        Report(deadline);
        Sweep(deadline);
        state.Through = Math.Max(state.Through, deadline);
    }

    private void Start()
    {
        foreach (var group in _type.Starts)
        {
            if (group.Condition >= 0 && !Condition(group.Condition)) continue;
            foreach (var way in group.Ways)
                if (Sees(way.Rule, way.Position) && Holds(way.Position.Check, -1)) Take(way.Rule, way.Position, -1, 1, Scope.Now, Events.Sequence(Scope.Event));
        }
    }

    private void Step(int index)
    {
        var partial = _state.Open[index];
        var rule = Plan.Rules[partial.Rule];
        var exits = StateOf(rule, partial.Node).Exits;
        var open = partial.Open;
        for (var i = 0; i < exits.Length; i++)
        {
            var bit = 1UL << i;
            if ((open & bit) == 0) continue;
            var exit = exits[i];
            if (exit.Target >= 0)
            {
                var target = rule.Automaton.Positions[exit.Target];
                var takes = Sees(rule, target) && Holds(target.Check, partial.Node);
                if (takes) Take(rule, target, partial.Node, exit.IsLoop ? Nodes[partial.Node].Repetition + 1 : 1, partial.StartTime, partial.StartSequence);
                if (exit.Link == Contiguity.Strict || (takes && exit.Link == Contiguity.Relaxed)) open &= ~bit;
            }

            if ((open & bit) != 0 && IsBarred(exit, partial)) open &= ~bit;
        }

        ref var kept = ref _state.Open[index];
        if (kept.Node < 0) return;
        (kept.Open, kept.Fresh) = (open, false);
        if (open == 0) End(ref kept);
    }

    private bool IsBarred(Transition exit, in Partial partial)
    {
        foreach (var guard in exit.Guards)
            if ((partial.Fresh || !guard.OnlyNext) && Holds(guard.Check, partial.Node)) return true;
        return false;
    }

    private void Take(CompiledRule rule, Position position, int parent, int repetition, long startTime, long startSequence)
    {
        var node = Nodes.Add(parent, Scope.Event, position.Index, position.Name, repetition);
        var next = position.StateOf(repetition);
        if (next.Accepts) _candidates.Add(rule, node);
        if (next.Exits.Length == 0) Nodes.Release(node);
        else Keep(new Partial { Rule = rule.Index, Node = node, Open = next.All, Fresh = true, StartTime = startTime, StartSequence = startSequence });
    }

    private bool Holds(Check check, int match)
    {
        if (!_type.Fits[check.Id]) return false;
        foreach (var condition in check.Shared)
            if (!Condition(condition)) return false;
        if (check.Own is null) return true;
        Scope.Match = match;
        return check.Own(Scope);
    }

    // Once an event, whoever asks.
    private bool Condition(int index)
    {
        if (_stamps[index] == _stamp) return _held[index];
        _stamps[index] = _stamp;
        return _held[index] = Plan.Conditions[index](Scope);
    }

    // An event that was captured under former rules lacks what came with later ones.
    private bool Sees(CompiledRule rule, Position position) => !_isOld || History.HadAt(Plan.PartOf(rule, position), Events.Sequence(Scope.Event));

    private bool Sees(Feature feature) => !_isOld || History.HadAt(Plan.PartOf(feature), Events.Sequence(Scope.Event));

    private void Ask(int captured, FeatureState?[] memory)
    {
        _stamp++;
        (Scope.Event, Scope.Now, Scope.Memory, Scope.Match) = (captured, Events.Time(captured), memory, -1);
    }

    private RuleState StateOf(CompiledRule rule, int node) => rule.Automaton.Positions[Nodes[node].Position].StateOf(Nodes[node].Repetition);
}
