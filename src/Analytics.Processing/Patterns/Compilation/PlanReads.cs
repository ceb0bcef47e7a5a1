using Analytics.Contracts.Events;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Matching;

namespace Analytics.Processing.Patterns.Compilation;

/// <summary>What rules need of events, for whoever reads past events and wants to read no more than that.</summary>
public static class PlanReads
{
    /// <summary>Stands in <see cref="Fields"/> for any property.</summary>
    public const string Properties = "properties";

    /// <summary>Fields that rules look at, as rules name them; <see cref="Properties"/> for those that are no column.</summary>
    public static IReadOnlySet<string> Fields(IEnumerable<KeyPlan> plans) =>
        plans.SelectMany(plan => plan.Columns).Select(column => column.Source == EventColumn.Property ? Properties : column.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether rules of a plan look at events of a type.</summary>
    public static bool Concerns(KeyPlan plan, string type, EventKind kind, int tenant)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return TypePlan.Make(plan, type, kind, tenant) is not null;
    }
}
