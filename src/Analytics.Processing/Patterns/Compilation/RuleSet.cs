using Analytics.Contracts.Hashing;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Patterns.Compilation;

/// <summary>Rules that run together. Never changes: another version is another set, which an engine takes over at one position of its input.</summary>
public sealed class RuleSet
{
    private const int MostRules = 10_000;

    private RuleSet(IReadOnlyList<KeyPlan> plans)
    {
        Plans = plans;
        Version = plans.SelectMany(plan => plan.Rules).Aggregate(0UL, (hash, rule) => KeyHash.Combine(hash, KeyHash.Combine(rule.NameHash, rule.Version)));
    }

    /// <summary>No rules.</summary>
    public static RuleSet Empty { get; } = new([]);

    /// <summary>One plan for each key that rules watch, by name.</summary>
    public IReadOnlyList<KeyPlan> Plans { get; }

    /// <summary>Hash of all rules that decide what matches.</summary>
    public ulong Version { get; }

    /// <summary>Number of rules.</summary>
    public int Count => Plans.Sum(plan => plan.Rules.Count);

    /// <summary>Compiles rules.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="shadows">Names of those whose matches nobody is to hear of; null for none.</param>
    /// <exception cref="RuleException">One of them makes no sense, two have the same name, or they are too many.</exception>
    public static RuleSet Compile(IReadOnlyList<RuleDefinition> rules, IReadOnlySet<string>? shadows = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.Count > MostRules) throw new RuleException($"{rules.Count} rules are too many: at most {MostRules}");
        var names = new HashSet<string>();
        foreach (var rule in rules)
            if (!names.Add(rule.Name)) throw new RuleException($"there are two rules named '{rule.Name}'");
        return new RuleSet([.. rules.GroupBy(rule => string.Join(" and ", rule.Key.Select(RulePrinter.Print))).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new KeyPlan(group.First().Key, [.. group], shadows ?? new HashSet<string>()))]);
    }
}
