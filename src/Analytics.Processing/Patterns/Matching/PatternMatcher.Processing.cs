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
            if (state.Open[i].Node != Partial.Ended && _type.Concerns[state.Open[i].Rule]) Step(i);
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
            if (partial.Ends == deadline && partial.HasDeadline) _candidates.Add(Plan.Rules[partial.Rule], Unfold(i));
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
                if (Sees(way.Rule, way.Position) && Holds(way.Position.Check, -1)) Begin(way.Rule, way.Position);
        }
    }

    private void Step(int index)
    {
        var partial = _state.Open[index];
        var waits = Plan.Rules[partial.Rule].Automaton.Positions[partial.Position].States[partial.Phase];
        _stepped = NotAsked;
        var open = Go(index, partial, waits.Exits);
        if (_stepped != NotAsked) Nodes.Release(_stepped);

        ref var kept = ref _state.Open[index];
        if (kept.Node == Partial.Ended) return;
        var hasDeadline = (open & waits.Deadlines) != 0;
        if (hasDeadline != kept.HasDeadline) _isUnswept = true;
        (kept.Open, kept.Fresh, kept.HasDeadline) = (open, false, hasDeadline);
        if (open == 0) End(ref kept);
    }

    // Every way that the event opens is gone, also when what the first one made was one too many and ended the match itself. Returns the exits that stay open.
    private ulong Go(int index, in Partial partial, Transition[] exits)
    {
        var rule = Plan.Rules[partial.Rule];
        var open = partial.Open;
        for (var i = 0; i < exits.Length; i++)
        {
            var bit = 1UL << i;
            if ((open & bit) == 0) continue;
            var exit = exits[i];
            if (exit.Target >= 0)
            {
                var target = rule.Automaton.Positions[exit.Target];
                var takes = Sees(rule, target) && HoldsAfter(target.Check, index);
                if (takes) Take(partial, Stepped(index), target, exit.IsLoop);
                if (exit.Link == Contiguity.Strict || (takes && exit.Link == Contiguity.Relaxed)) open &= ~bit;
            }

            if ((open & bit) != 0 && IsBarred(exit, index, partial.Fresh)) open &= ~bit;
        }

        return open;
    }

    private bool IsBarred(Transition exit, int index, bool isFresh)
    {
        foreach (var guard in exit.Guards)
            if ((isFresh || !guard.OnlyNext) && HoldsAfter(guard.Check, index)) return true;
        return false;
    }

    private void Begin(CompiledRule rule, Position position)
    {
        var phase = position.PhaseOf(1);
        var next = position.States[phase];
        if (next.Accepts)
        {
            var node = Nodes.Add(-1, Scope.Event, position.Index, position.Name, 1);
            _candidates.Add(rule, node);
            Nodes.Release(node);
        }

        if (next.Exits.Length == 0) return;
        Events.Hold(Scope.Event);
        Keep(new Partial
        {
            Rule = rule.Index, Node = Partial.Alone, First = Scope.Event, Open = next.All, Ends = Scope.Now + rule.WithinMicros, Position = (short)position.Index, Phase = phase, Fresh = true,
            HasDeadline = next.Deadlines != 0,
        });
    }

    private void Take(in Partial before, int parent, Position position, bool isLoop)
    {
        var repetition = isLoop ? Nodes[parent].Repetition + 1 : 1;
        var phase = position.PhaseOf(repetition);
        var next = position.States[phase];
        var node = Nodes.Add(parent, Scope.Event, position.Index, position.Name, repetition);
        if (next.Accepts) _candidates.Add(Plan.Rules[before.Rule], node);
        if (next.Exits.Length == 0) Nodes.Release(node);
        else Keep(before with { Node = node, Open = next.All, Position = (short)position.Index, Phase = phase, Fresh = true, HasDeadline = next.Deadlines != 0 });
    }

    // Held until the step is done.
    private int Stepped(int index)
    {
        if (_stepped != NotAsked) return _stepped;
        _stepped = Unfold(index);
        Nodes.Hold(_stepped);
        return _stepped;
    }

    /// <summary>The newest node of an unfinished match, made now if it has its first event only.</summary>
    private int Unfold(int index)
    {
        ref var partial = ref _state.Open[index];
        if (partial.Node != Partial.Alone) return partial.Node;
        partial.Node = Nodes.Add(-1, partial.First, partial.Position, Plan.Rules[partial.Rule].Automaton.Positions[partial.Position].Name, 1);
        Events.Release(partial.First);
        return partial.Node;
    }

    private bool Holds(Check check, int match) => MayHold(check) && (check.Own is null || HoldsFor(match, check.Own));

    private bool HoldsAfter(Check check, int index) => MayHold(check) && (check.Own is null || HoldsFor(Stepped(index), check.Own));

    private bool HoldsFor(int match, Func<RuleScope, bool> condition)
    {
        Scope.Match = match;
        return condition(Scope);
    }

    private bool MayHold(Check check)
    {
        if (!_type.Fits[check.Id]) return false;
        foreach (var condition in check.Shared)
            if (!Condition(condition)) return false;
        return true;
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
}
