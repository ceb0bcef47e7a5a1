using Analytics.Contracts.Events;
using Analytics.Contracts.Stores;

namespace Analytics.Query.Shop;

/// <summary>The questions that a shop's administrators ask: dashboard, revenue, orders. Read only; one tenant each.</summary>
/// <param name="store">The column store.</param>
/// <param name="time">Clock for the answer's instant.</param>
public sealed class ShopQuestions(IColumnStore store, TimeProvider time)
{
    private readonly WindowCells _cells = new(store);

    /// <summary>Totals and courses of the range.</summary>
    /// <param name="range">Tenant and span.</param>
    /// <param name="watermark">The tenant's watermark, from the shards.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<DashboardAnswer> DashboardAsync(AnswerRange range, DateTimeOffset? watermark, CancellationToken cancellation)
    {
        var cells = await _cells.ReadAsync(range, Granularity.Day, cancellation);
        var orders = Metric(cells, "orders");
        var payments = Metric(cells, "payments");
        return new DashboardAnswer(
            range.Tenant,
            range.From,
            range.To,
            Metric(cells, "registrations").Sum(c => c.Events),
            orders.Sum(c => c.Events),
            Total(payments),
            Metric(cells, "products").Sum(c => c.Events),
            [.. ByStart(orders).Select(g => new DayOrders(Day(g.Key), g.Sum(c => c.Events)))],
            [.. ByStart(payments).Select(g => new DayRevenue(Day(g.Key), Total(g)))],
            PaymentMethods(cells),
            Services(cells),
            time.GetUtcNow(),
            watermark);
    }

    /// <summary>Revenue by hour or day.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<RevenueAnswer> RevenueAsync(AnswerRange range, Granularity granularity, CancellationToken cancellation)
    {
        var payments = Metric(await _cells.ReadAsync(range, granularity, cancellation), "payments");
        return new RevenueAnswer(
            NameOf(granularity),
            Total(payments),
            payments.Sum(c => c.Events),
            [.. ByStart(payments).Select(g => new RevenuePoint(g.Key, Total(g), g.Sum(c => c.Events)))]);
    }

    /// <summary>Orders by hour or day.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<OrdersAnswer> OrdersAsync(AnswerRange range, Granularity granularity, CancellationToken cancellation)
    {
        var orders = Metric(await _cells.ReadAsync(range, granularity, cancellation), "orders");
        var summed = orders.Where(c => c.InCurrency).Sum(c => c.Events);
        return new OrdersAnswer(
            NameOf(granularity),
            orders.Sum(c => c.Events),
            summed == 0 ? null : new Amount(Total(orders).Micros / summed),
            [.. ByStart(orders).Select(g => new OrdersPoint(g.Key, g.Sum(c => c.Events), Total(g)))]);
    }

    private static List<PaymentMethodRevenue> PaymentMethods(List<WindowCell> cells) =>
        [.. cells.Where(c => c.Dimension == "payment_mode").GroupBy(c => c.Value)
            .Select(g => new PaymentMethodRevenue(g.Key, Total(g), g.Sum(c => c.Events)))
            .OrderByDescending(r => r.Revenue.Micros).ThenBy(r => r.PaymentMode, StringComparer.Ordinal)];

    private static List<ServiceEvents> Services(List<WindowCell> cells) =>
        [.. cells.Where(c => c.Dimension == "service").GroupBy(c => c.Value)
            .Select(g => new ServiceEvents(g.Key, g.Sum(c => c.Events)))
            .OrderByDescending(r => r.Events).ThenBy(r => r.Service, StringComparer.Ordinal)];

    private static List<WindowCell> Metric(List<WindowCell> cells, string name) =>
        cells.FindAll(c => c.Dimension == "metric" && c.Value == name);

    private static IOrderedEnumerable<IGrouping<DateTimeOffset, WindowCell>> ByStart(IEnumerable<WindowCell> cells) =>
        cells.GroupBy(c => c.Start).OrderBy(g => g.Key);

    private static Amount Total(IEnumerable<WindowCell> cells) =>
        new(cells.Where(c => c.InCurrency).Aggregate(Int128.Zero, (sum, cell) => sum + cell.AmountMicros));

    private static string Day(DateTimeOffset start) => start.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string NameOf(Granularity granularity) => granularity == Granularity.Day ? "day" : "hour";
}
