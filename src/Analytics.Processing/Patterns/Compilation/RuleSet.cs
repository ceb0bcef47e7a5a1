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

    /// <summary>The rule of a name; null when there is none.</summary>
    public CompiledRule? Find(string name) => Plans.SelectMany(plan => plan.Rules).FirstOrDefault(rule => rule.Definition.Name == name);

    /// <summary>Those of its rules that do not run as they are where others run: under another name, key or text, or not at all.</summary>
    /// <param name="running">The others.</param>
    public IEnumerable<NewRule> NewTo(RuleSet running)
    {
        ArgumentNullException.ThrowIfNull(running);
        foreach (var plan in Plans)
        {
            var former = running.Plans.FirstOrDefault(one => one.Name == plan.Name);
            foreach (var rule in plan.Rules)
                if (former is null || !former.Rules.Any(one => one.NameHash == rule.NameHash && one.Version == rule.Version))
                    yield return new NewRule(rule, plan, former is null ? rule.IsImmediate : Continuation.Continues(rule, plan, former));
        }
    }

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
