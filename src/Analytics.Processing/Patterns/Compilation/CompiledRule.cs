using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Patterns.Compilation;

/// <summary>A rule that is ready to run. Never changes; any thread.</summary>
public sealed class CompiledRule
{
    internal CompiledRule(RuleDefinition definition, int index, RuleAutomaton automaton, IReadOnlySet<int> columns, IReadOnlySet<int> features)
    {
        Definition = definition;
        Index = index;
        Automaton = automaton;
        Columns = [.. columns.Order()];
        Features = [.. features.Order()];
        Name = Symbols.Intern(definition.Name);
        NameHash = KeyHash.Compute(Encoding.UTF8.GetBytes(definition.Name), 0x9A3E);
        Version = VersionOf(definition);
        WithinMicros = automaton.WithinMicros;
        TenantSymbols = [.. definition.Tenants.Select(Symbols.Intern)];
    }

    /// <summary>As it was written.</summary>
    public RuleDefinition Definition { get; }

    /// <summary>Symbol of its name.</summary>
    public int Name { get; }

    /// <summary>A number that other texts do not have: alerts of a changed rule are other alerts.</summary>
    public uint Version { get; }

    /// <summary>Longest time from the first event of a match; 0 for matches of one event.</summary>
    public long WithinMicros { get; }

    /// <summary>Whether nobody is to hear of its matches.</summary>
    public bool IsShadow { get; internal init; }

    internal int Index { get; }

    internal ulong NameHash { get; }

    internal RuleAutomaton Automaton { get; }

    internal int[] Columns { get; }

    internal int[] Features { get; }

    internal int[] TenantSymbols { get; }

    /// <summary>The version of a rule, see <see cref="Version"/>. What people read and how much it matters are not in it: they decide nothing about what matches.</summary>
    public static uint VersionOf(RuleDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var matching = (definition with { Because = "", Severity = RuleSeverity.Medium }).ToString();
        return (uint)KeyHash.Compute(Encoding.UTF8.GetBytes(matching), 0x7E25);
    }

    /// <summary>Whether it watches the events of a tenant, by its symbol.</summary>
    internal bool IsFor(int tenant) => TenantSymbols.Length == 0 || Array.IndexOf(TenantSymbols, tenant) >= 0;

    /// <summary>Whether it watches all tenants that another rule watches.</summary>
    internal bool IsForAllOf(CompiledRule other) => TenantSymbols.Length == 0 || (other.TenantSymbols.Length > 0 && other.TenantSymbols.All(IsFor));

    /// <summary>Names of the events that may be a part of its matches, or end them; an empty one for any event.</summary>
    internal IEnumerable<string> MatchedTypes => Automaton.SeesAll ? [""] : Automaton.Checks.SelectMany(check => TypesOf(check.Types));

    internal static IEnumerable<string> TypesOf(IReadOnlyList<string> types) => types.Count == 0 ? [""] : types;

    /// <summary>Whether one event decides and nothing is remembered, so that it need not wait for its turn.</summary>
    internal bool IsImmediate => Automaton.IsSingle && Features.Length == 0;
}
