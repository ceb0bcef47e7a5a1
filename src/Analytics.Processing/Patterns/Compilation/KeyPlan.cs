using Analytics.Contracts.Hashing;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Patterns.Compilation;

/// <summary>All rules that watch the same key, with what they share. Never changes; any thread.</summary>
public sealed class KeyPlan
{
    internal KeyPlan(IReadOnlyList<Expression.Field> fields, IReadOnlyList<RuleDefinition> definitions, IReadOnlySet<string> shadows)
    {
        Name = string.Join(" and ", fields.Select(RulePrinter.Print));
        Identity = KeyHash.Compute(System.Text.Encoding.UTF8.GetBytes(Name), 0x9A7);
        var builder = new PlanBuilder();
        KeyColumns = [.. fields.Select(field => builder.ColumnOf(field, RuleColumn.KindOf(RuleFields.ColumnOf(field)) ?? ColumnKind.Hash))];
        if (KeyColumns.FirstOrDefault(column => column.Kind is ColumnKind.Number or ColumnKind.Truth) is { } wrong)
            throw new RuleException($"rule {definitions[0].Name}: '{wrong.Name}' is no text and cannot be watched");
        var rules = new List<CompiledRule>();
        foreach (var definition in definitions)
        {
            var automaton = new AutomatonBuilder(ParameterResolver.Resolve(definition), builder).Build();
            var columns = automaton.Checks.SelectMany(check => check.Columns).ToHashSet();
            var features = automaton.Checks.SelectMany(check => check.Features).ToHashSet();
            rules.Add(new CompiledRule(definition, rules.Count, automaton, columns, features) { IsShadow = shadows.Contains(definition.Name) });
        }

        Rules = rules;
        Columns = [.. builder.Columns.OrderBy(column => column.Index)];
        Features = [.. builder.Features.OrderBy(feature => feature.Index)];
        Conditions = [.. builder.Conditions];
        Checks = builder.Checks;
        HorizonMicros = Features.Select(feature => feature.Span).Concat(rules.Select(rule => rule.WithinMicros)).DefaultIfEmpty().Max();
        RemembersLong = Features.Any(feature => feature.Span == 0);
        HasTenants = rules.Any(rule => rule.TenantSymbols.Length > 0);
    }

    /// <summary>What is watched, as rules say it: <c>user</c>, <c>card</c>, <c>user and device</c>.</summary>
    public string Name { get; }

    /// <summary>Hash of the name.</summary>
    public ulong Identity { get; }

    /// <summary>Its rules.</summary>
    public IReadOnlyList<CompiledRule> Rules { get; }

    /// <summary>The longest window or match, in microseconds.</summary>
    public long HorizonMicros { get; }

    /// <summary>
    /// How far back events decide about what is remembered, in microseconds: the longest window, or twice the longest match, because a match may have kept another one from beginning. More where
    /// <see cref="RemembersLong"/>.
    /// </summary>
    public long ReachMicros => HorizonMicros * (Rules.Any(rule => rule.WithinMicros > 0) ? 2 : 1);

    /// <summary>Whether something is remembered beyond every window: values seen, histories, times of last events.</summary>
    public bool RemembersLong { get; }

    /// <summary>Whether a field is what is watched, or a part of it.</summary>
    public bool Watches(string field) => KeyColumns.Any(column => column.Source != EventColumn.Property && column.Name == field);

    /// <summary>Whether one of its rules is only watched itself: its alerts are for nobody.</summary>
    /// <param name="rule">Name of a rule; false for one that it does not have.</param>
    public bool IsShadow(string rule) => Rules.Any(one => one.IsShadow && one.Definition.Name == rule);

    /// <summary>Everything that stored states are found again by.</summary>
    internal IEnumerable<ulong> Parts =>
    [
        .. Features.Select(PartOf), .. Columns.Select(PartOf),
        .. from rule in Rules from position in rule.Automaton.Positions select PartOf(rule, position),
    ];

    internal RuleColumn[] KeyColumns { get; }

    internal RuleColumn[] Columns { get; }

    internal Feature[] Features { get; }

    internal Func<RuleScope, bool>[] Conditions { get; }

    internal int Checks { get; }

    internal bool HasTenants { get; }

    internal ulong PartOf(Feature feature) => KeyHash.Combine(Identity, KeyHash.Combine(feature.Identity, (ulong)feature.Kind));

    internal ulong PartOf(RuleColumn column) => KeyHash.Combine(Identity, KeyHash.Combine(column.Identity, (ulong)column.Kind + 0xC0));

    internal ulong PartOf(CompiledRule rule, Position position) => KeyHash.Combine(Identity, KeyHash.Combine(rule.NameHash, position.Prefix));
}
