using System.Text;
using Analytics.Contracts.Hashing;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Patterns.Compilation;

/// <summary>
/// A pattern → positions and the ways between them (Glushkov's construction, with counters for repetitions of one event). A place that a way comes from is an origin: the
/// start, a position, or the inside of a group, whose ways are later drawn from wherever the group is entered.
/// </summary>
internal sealed class AutomatonBuilder(RuleDefinition rule, PlanBuilder plan)
{
    private const int MostPositions = 64;
    private const int MostWays = 63;
    private const int MostRepeats = 1000;
    private const int MostCopies = 16;
    private readonly List<Origin> _positions = [];
    private readonly List<string> _names = [];
    private string _prefix = "";

    /// <summary>Builds it.</summary>
    /// <exception cref="RuleException">The pattern makes no sense, or is too large.</exception>
    public RuleAutomaton Build()
    {
        var start = new Origin();
        List<Exit> ends = [new(start, [])];
        _prefix = $"{string.Join(" and ", rule.Key.Select(RulePrinter.Print))}|{(rule.Within is null ? "" : RulePrinter.Print(rule.Within))}";
        foreach (var step in rule.Pattern.Steps)
        {
            _prefix += $"|{RulePrinter.Print(step.Link)} {RulePrinter.Print(step.Node)}";
            ends = Connect(ends, step.Node, step.Link);
        }

        Finish(ends, start);
        var within = Within(start);
        var positions = _positions.Select((origin, i) => new Position(i, origin.Name, origin.Check!, origin.Least, origin.Most, origin.Prefix)).ToArray();
        foreach (var position in positions) Fill(position, _positions[position.Index], positions);
        return new RuleAutomaton
        {
            Positions = positions, Starts = [.. Ways(start, false, true)], Names = _names, WithinMicros = within, Skip = rule.Skip, SkipTo = SkipTo(),
        };
    }

    private List<Exit> Connect(List<Exit> from, PatternNode node, Contiguity? link) => node switch
    {
        PatternNode.One one => Connect(from, one, link),
        PatternNode.None none => [.. from.Select(exit => exit with { Guards = [.. exit.Guards, new Guard(CheckOf(none.Events, -1), link == Contiguity.Strict)] })],
        PatternNode.OneOf choice => Connect(from, choice, link),
        PatternNode.AllOf all => Connect(from, all, link),
        PatternNode.Sequence sequence => Connect(from, sequence, link),
        _ => throw RuleException.In(rule, node, "unknown part of a pattern"),
    };

    private List<Exit> Connect(List<Exit> from, PatternNode.Sequence sequence, Contiguity? link)
    {
        for (var i = 0; i < sequence.Steps.Count; i++) from = Connect(from, sequence.Steps[i].Node, i == 0 ? link : sequence.Steps[i].Link);
        return from;
    }

    private List<Exit> Connect(List<Exit> from, PatternNode.One one, Contiguity? link)
    {
        var (least, most) = Times(one.Times, one, MostRepeats);
        var name = NameOf(one.Name);
        var origin = Add(CheckOf(one.Events, name), name, one);
        (origin.Least, origin.Most, origin.Loop) = (Math.Max(1, least), most, one.Times.Inner);
        foreach (var exit in from) exit.Origin.Ways.Add(new Way(origin, link, exit.Guards));
        return [new Exit(origin, []), .. least == 0 ? from : []];
    }

    private List<Exit> Connect(List<Exit> from, PatternNode.OneOf choice, Contiguity? link)
    {
        var (least, most) = Times(choice.Times, choice, choice.Times.Most is null ? MostRepeats : MostCopies);
        if (least > MostCopies) throw RuleException.In(rule, choice, $"brackets can be repeated at most {MostCopies} times");
        var current = from;
        Origin inside = new();
        for (var i = 0; i < Math.Max(1, least); i++) current = Group(current, choice, i == 0 ? link : choice.Times.Inner, out inside);
        List<Exit> ends = least == 0 ? [.. from] : [];
        if (choice.Times.Most is null)
        {
            foreach (var end in current) Enter(end, inside, choice.Times.Inner);
            return [.. ends, .. current];
        }

        for (var i = Math.Max(1, least); i < most; i++)
        {
            ends.AddRange(current);
            current = Group(current, choice, choice.Times.Inner, out _);
        }

        return [.. ends, .. current];
    }

    private List<Exit> Group(List<Exit> from, PatternNode.OneOf choice, Contiguity? link, out Origin inside)
    {
        var origin = inside = new Origin();
        var ends = choice.Choices.SelectMany(one => Connect([new Exit(origin, [])], one, null)).ToList();
        foreach (var exit in from) Enter(exit, inside, link);
        var through = ends.Where(end => end.Origin == origin).ToList();
        return [.. ends.Where(end => end.Origin != origin), .. through.SelectMany(end => from.Select(exit => exit with { Guards = [.. exit.Guards, .. end.Guards] }))];
    }

    private static void Enter(Exit from, Origin inside, Contiguity? link)
    {
        foreach (var way in inside.Ways.ToArray()) from.Origin.Ways.Add(way with { Link = way.Link ?? link, Guards = [.. from.Guards, .. way.Guards] });
    }

    private List<Exit> Connect(List<Exit> from, PatternNode.AllOf all, Contiguity? link)
    {
        if (all.Parts.Count is < 2 or > 4) throw RuleException.In(rule, all, "'all of' takes two to four events");
        var full = (1 << all.Parts.Count) - 1;
        var checks = all.Parts.Select(part => CheckOf(part.Events, NameOf(part.Name))).ToArray();
        var places = new Dictionary<(int Before, int Part), Origin>();
        for (var before = 0; before < full; before++)
        {
            for (var part = 0; part < all.Parts.Count; part++)
                if ((before >> part & 1) == 0) places.Add((before, part), Add(checks[part], NameOf(all.Parts[part].Name), all.Parts[part]));
        }

        foreach (var ((before, _), place) in places.Where(place => place.Key.Before == 0))
            foreach (var exit in from) exit.Origin.Ways.Add(new Way(place, link, exit.Guards));
        foreach (var ((before, part), place) in places)
            foreach (var ((_, _), next) in places.Where(next => next.Key.Before == (before | 1 << part))) place.Ways.Add(new Way(next, Contiguity.Relaxed, []));
        return [.. places.Where(place => (place.Key.Before | 1 << place.Key.Part) == full).Select(place => new Exit(place.Value, []))];
    }

    private void Finish(List<Exit> ends, Origin start)
    {
        foreach (var end in ends)
        {
            if (end.Origin == start) throw RuleException.In(rule, rule.Pattern, "the pattern can match without any event");
            if (end.Guards.Length == 0) end.Origin.Accepts = true;
            else end.Origin.Ways.Add(new Way(null, Contiguity.Relaxed, end.Guards));
        }

        if (start.Ways.Any(way => way.Guards.Length > 0)) throw RuleException.In(rule, rule.Pattern, "a pattern cannot begin with 'no': say after which event");
    }

    private void Fill(Position position, Origin origin, Position[] positions)
    {
        position.States[0] = new RuleState(false, origin.Least > 1 ? [.. Ways(origin, true, false)] : []);
        position.States[1] = new RuleState(origin.Accepts, origin.Most > origin.Least ? [.. Ways(origin, true, true)] : []);
        position.States[2] = new RuleState(origin.Accepts, [.. Ways(origin, false, true)]);
        foreach (var state in position.States)
        {
            if (state.Exits.Length > MostWays) throw RuleException.In(rule, rule.Pattern, $"the pattern branches into more than {MostWays} ways at one place");
            foreach (var exit in state.Exits)
            {
                var target = exit.Target < 0 ? 1 : positions[exit.Target].Prefix;
                state.Identity = KeyHash.Combine(state.Identity, KeyHash.Combine(target, (ulong)exit.Link << 1 | (exit.IsLoop ? 1UL : 0)));
                foreach (var guard in exit.Guards) state.Identity = KeyHash.Combine(state.Identity, KeyHash.Compute(Encoding.UTF8.GetBytes(plan.LabelOf(guard.Check)), guard.OnlyNext ? 2UL : 3));
            }
        }
    }

    private IEnumerable<Transition> Ways(Origin origin, bool loop, bool exits)
    {
        if (loop) yield return new Transition(_positions.IndexOf(origin), origin.Loop, true, []);
        if (!exits) yield break;
        var seen = new HashSet<string>();
        foreach (var way in origin.Ways)
        {
            var target = way.Target is null ? Transition.Deadline : _positions.IndexOf(way.Target);
            if (seen.Add($"{target}/{way.Link}/{string.Join(',', way.Guards.Select(guard => $"{guard.Check.Id}{guard.OnlyNext}"))}"))
                yield return new Transition(target, way.Link ?? Contiguity.Relaxed, false, way.Guards);
        }
    }

    private long Within(Origin start)
    {
        if (rule.Within is Expression.Duration { Micros: var within }) return within;
        if (rule.Within is { } other) throw RuleException.In(rule, other, "expected a duration");
        var single = start.Ways.All(way => way.Target!.Most == 1 && way.Target.Ways.Count == 0);
        return single ? 0 : throw RuleException.In(rule, rule.Pattern, "a pattern of more than one event needs 'within' and a duration");
    }

    private int SkipTo()
    {
        if (rule.SkipTo is not { } name) return -1;
        var index = _names.IndexOf(name);
        return index >= 0 ? index : throw RuleException.In(rule, rule.Pattern, $"the pattern has no events named '{name}' to skip to");
    }

    private Origin Add(Check check, int name, PatternNode part)
    {
        if (_positions.Count == MostPositions) throw RuleException.In(rule, part, $"a pattern has at most {MostPositions} places");
        var origin = new Origin { Check = check, Name = name, Prefix = KeyHash.Compute(Encoding.UTF8.GetBytes($"{_prefix}#{_positions.Count}"), 0x9E0F) };
        _positions.Add(origin);
        return origin;
    }

    private Check CheckOf(EventSelector events, int name) => plan.CheckOf(rule, events, _names, name);

    private int NameOf(string? name)
    {
        if (name is null) return -1;
        if (!_names.Contains(name)) _names.Add(name);
        return _names.IndexOf(name);
    }

    private (int Least, int Most) Times(Quantity times, PatternNode part, int limit)
    {
        var least = Whole(times.Least, part, 0, limit);
        var most = times.Most is null ? int.MaxValue : Whole(times.Most, part, 1, limit);
        return most >= least ? (least, most) : throw RuleException.In(rule, part, $"at least {least} and at most {most} times cannot be");
    }

    private int Whole(Expression value, PatternNode part, int least, int most) => value is Expression.Number { Value: var number } && number == Math.Floor(number) && number >= least && number <= most
        ? (int)number
        : throw RuleException.In(rule, part, $"expected a whole number of times from {least} to {most}");

    private sealed class Origin
    {
        public List<Way> Ways { get; } = [];

        public Check? Check { get; init; }

        public int Name { get; init; } = -1;

        public int Least { get; set; } = 1;

        public int Most { get; set; } = 1;

        public Contiguity Loop { get; set; }

        public ulong Prefix { get; init; }

        public bool Accepts { get; set; }
    }

    private sealed record Way(Origin? Target, Contiguity? Link, Guard[] Guards);

    private sealed record Exit(Origin Origin, Guard[] Guards);
}
