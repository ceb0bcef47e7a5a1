using Analytics.Actors.Entities;
using Analytics.Node.Status;
using Analytics.Query.Shop;

namespace Analytics.Node.Cluster;

/// <summary>The shards' counts of one tenant as one: counts add, the lowest watermark counts, lists are sorted.</summary>
internal static class LiveMerge
{
    private const int MostTypes = 8;
    private const int MostTenants = 200;

    /// <summary>Totals over shards.</summary>
    /// <param name="answers">What the shards counted.</param>
    /// <param name="currency">Currency whose payments are the revenue; those without one are in it.</param>
    public static LiveTotalsAnswer Totals(IEnumerable<LiveCounts> answers, string currency)
    {
        var totals = answers.Select(answer => answer.Totals).OfType<LiveTotals>().ToList();
        var revenue = totals.SelectMany(t => t.RevenueByCurrency).Where(r => r.Key == currency || r.Key.Length == 0).Aggregate(Int128.Zero, (sum, r) => sum + r.Value);
        var types = totals.SelectMany(t => t.EventsByType).GroupBy(t => t.Key, StringComparer.Ordinal)
            .Select(g => new LiveEventType(g.Key, g.Sum(t => t.Value)))
            .OrderByDescending(t => t.Events).ThenBy(t => t.Type, StringComparer.Ordinal).Take(MostTypes);
        return new LiveTotalsAnswer(totals.Sum(t => t.Events), totals.Sum(t => t.Orders), totals.Sum(t => t.Payments), new Amount(revenue), [.. types]);
    }

    /// <summary>Tenants that any shard knows, by name, as many as a person can choose from.</summary>
    public static IReadOnlyList<string> Tenants(IEnumerable<LiveCounts> answers) =>
        [.. answers.SelectMany(answer => answer.Tenants).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostTenants)];

    /// <summary>The lowest watermark of shards that know the tenant; null when none does.</summary>
    public static long? Watermark(IEnumerable<LiveCounts> answers) => answers.Select(answer => answer.Watermark).Min();
}
