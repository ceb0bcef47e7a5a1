using Analytics.Actors.Rules;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Node.Backtests;

/// <summary>The rules that run now.</summary>
/// <param name="rules">The rules of the node.</param>
internal sealed class LiveRules(RuleBoard rules)
{
    /// <summary>The rule of a name that runs for a tenant, with its version; null when none does.</summary>
    public (RuleDefinition Rule, uint Version)? Find(string tenant, string name)
    {
        foreach (var rule in rules.Latest.Set.Plans.SelectMany(plan => plan.Rules))
            if (!rule.IsShadow && rule.Definition.Name == name && (rule.Definition.Tenants.Count == 0 || rule.Definition.Tenants.Contains(tenant))) return (rule.Definition, rule.Version);
        return null;
    }
}
