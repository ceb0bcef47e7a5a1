namespace Analytics.Testing;

/// <summary>The right answers, by plain sums over the list of events.</summary>
/// <param name="events">All events, each once.</param>
public sealed class ShopOracle(IReadOnlyCollection<ShopEvent> events)
{
    /// <summary>Users registered.</summary>
    public long Users { get; } = events.Count(e => e.Type == "USER_REGISTERED");

    /// <summary>Orders placed.</summary>
    public long Orders { get; } = events.Count(e => e.Type == "ORDER_PLACED");

    /// <summary>Products created.</summary>
    public long Products { get; } = events.Count(e => e.Type == "PRODUCT_CREATED");

    /// <summary>Sum of payments.</summary>
    public decimal Revenue { get; } = events.Where(e => e.Type == "PAYMENT_SUCCESS").Sum(e => e.Amount ?? 0);

    /// <summary>Orders of each day.</summary>
    public SortedDictionary<string, long> OrdersPerDay { get; } = ByDay(events, "ORDER_PLACED", g => (long)g.Count());

    /// <summary>Revenue of each day.</summary>
    public SortedDictionary<string, decimal> RevenuePerDay { get; } = ByDay(events, "PAYMENT_SUCCESS", g => g.Sum(e => e.Amount ?? 0));

    /// <summary>Revenue and payments of each mode.</summary>
    public SortedDictionary<string, (decimal Revenue, long Payments)> PaymentModes { get; } = new(
        events.Where(e => e.Type == "PAYMENT_SUCCESS").GroupBy(e => e.PaymentMode).ToDictionary(g => g.Key, g => (g.Sum(e => e.Amount ?? 0), (long)g.Count())),
        StringComparer.Ordinal);

    /// <summary>Events of each service.</summary>
    public SortedDictionary<string, long> Services { get; } =
        new(events.GroupBy(e => e.Service).ToDictionary(g => g.Key, g => (long)g.Count()), StringComparer.Ordinal);

    private static SortedDictionary<string, T> ByDay<T>(IEnumerable<ShopEvent> events, string type, Func<IEnumerable<ShopEvent>, T> count) =>
        new(events.Where(e => e.Type == type).GroupBy(e => e.At.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).ToDictionary(g => g.Key, g => count(g)), StringComparer.Ordinal);
}
