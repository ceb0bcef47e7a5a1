using Analytics.Contracts.Events;
using Analytics.Processing.Patterns.Compilation;

namespace Analytics.Processing.Patterns.Matching;

/// <summary>What an event of one type (of one tenant, when rules name tenants) can do: worked out once, when the first such event comes.</summary>
internal sealed class TypePlan
{
    private TypePlan(KeyPlan plan, bool[] fits, bool[] concerns, Feature[] features, StartGroup[] starts, StartGroup[] immediate)
    {
        (Fits, Concerns, Starts, Immediate) = (fits, concerns, starts, immediate);
        Before = [.. features.Where(feature => feature.IncludesEvent)];
        After = [.. features.Where(feature => !feature.IncludesEvent)];
        if (starts.Length + immediate.Length == 0 && !concerns.Contains(true) && features.All(feature => feature.Requires >= 0)) OnlyWith = [.. features.Select(feature => plan.Columns[feature.Requires]).Distinct()];
        IsOrdered = features.Length > 0 || starts.Length > 0 || concerns.Contains(true);
        var columns = features.SelectMany(feature => feature.Columns).Concat(plan.KeyColumns.Select(column => column.Index)).ToHashSet();
        foreach (var rule in plan.Rules)
            if (concerns[rule.Index] || starts.Concat(immediate).SelectMany(group => group.Ways).Any(way => way.Rule == rule)) columns.UnionWith(rule.Columns);
        foreach (var rule in plan.Rules.Where(rule => concerns[rule.Index]))
            foreach (var feature in rule.Features) columns.UnionWith(plan.Features[feature].Columns);
        Columns = [.. plan.Columns.Where(column => columns.Contains(column.Index))];
    }

    /// <summary>By check: whether such an event may pass it at all.</summary>
    public bool[] Fits { get; }

    /// <summary>By rule: whether such an event can change its unfinished matches.</summary>
    public bool[] Concerns { get; }

    /// <summary>Features that take it before conditions are asked.</summary>
    public Feature[] Before { get; }

    /// <summary>Features that take it afterwards.</summary>
    public Feature[] After { get; }

    /// <summary>How matches may begin with it, by the first condition.</summary>
    public StartGroup[] Starts { get; }

    /// <summary>Rules that it alone can match, by the first condition.</summary>
    public StartGroup[] Immediate { get; }

    /// <summary>Columns that are captured of it.</summary>
    public RuleColumn[] Columns { get; }

    /// <summary>Columns of which it must have one to matter at all; none when it always does.</summary>
    public RuleColumn[] OnlyWith { get; } = [];

    /// <summary>Whether it has to wait for its turn.</summary>
    public bool IsOrdered { get; }

    /// <summary>The plan of a type; null when no rule and no feature looks at such events.</summary>
    public static TypePlan? Make(KeyPlan plan, string type, EventKind kind, int tenant)
    {
        var fits = new bool[plan.Checks];
        var concerns = new bool[plan.Rules.Count];
        var ordered = new List<StartWay>();
        var immediate = new List<StartWay>();
        var fed = new HashSet<int>();
        foreach (var rule in plan.Rules)
        {
            if (!rule.IsFor(tenant)) continue;
            fed.UnionWith(rule.Features);
            foreach (var check in rule.Automaton.Checks) fits[check.Id] = EventTypeNames.Mean(check.Types, type, kind);
            concerns[rule.Index] = !rule.Automaton.IsSingle && (rule.Automaton.SeesAll || rule.Automaton.Checks.Any(check => fits[check.Id]));
            foreach (var start in rule.Automaton.Starts)
            {
                var position = rule.Automaton.Positions[start.Target];
                if (fits[position.Check.Id]) (rule.IsImmediate ? immediate : ordered).Add(new StartWay(rule, position));
            }
        }

        var features = plan.Features.Where(feature => fed.Contains(feature.Index) && EventTypeNames.Mean(feature.Types, type, kind)).ToArray();
        if (ordered.Count + immediate.Count + features.Length == 0 && !concerns.Contains(true)) return null;
        return new TypePlan(plan, fits, concerns, features, Group(ordered), Group(immediate));
    }

    private static StartGroup[] Group(List<StartWay> ways) => [.. ways.GroupBy(way => way.Position.Check.Shared is [var first, ..] ? first : -1).Select(group => new StartGroup(group.Key, [.. group]))];

    /// <summary>A way for a match to begin.</summary>
    internal sealed record StartWay(CompiledRule Rule, Position Position);

    /// <summary>Ways whose first condition is the same; -1 for none.</summary>
    internal sealed record StartGroup(int Condition, StartWay[] Ways);
}
