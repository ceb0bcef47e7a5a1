using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;

namespace Analytics.Actors.Tests.Entities;

/// <summary>Windows by grouping everything: no state, no order of arrival.</summary>
public static class WindowOracle
{
    private const string Dollars = "USD";

    public static List<WindowResult> HoursAndDays(IEnumerable<TestEvent> events, TimeZoneInfo zone) =>
        WindowResult.Sorted(events.SelectMany(e => new[] { (Window: WindowGranularity.Hour, Start: HourStart(e.At, zone), Event: e), (Window: WindowGranularity.Day, Start: DayStart(e.At, zone), Event: e) })
            .GroupBy(x => (x.Event.Tenant, x.Window, x.Start))
            .SelectMany(same => Cells(same.Key.Tenant, same.Key.Window, same.Key.Start, [.. same.Select(x => x.Event)])));

    public static List<WindowResult> Sliding(IReadOnlyList<TestEvent> events)
    {
        var minute = TimeSpan.FromMinutes(1);
        var starts = events.Select(e => new DateTime(e.At.Ticks - (e.At.Ticks % minute.Ticks), DateTimeKind.Utc))
            .SelectMany(m => Enumerable.Range(0, 5).Select(back => m - back * minute)).Distinct();
        return WindowResult.Sorted(events.Select(e => e.Tenant).Distinct().SelectMany(tenant => starts.SelectMany(start =>
        {
            var inside = events.Where(e => e.Tenant == tenant && e.At >= start && e.At < start.AddMinutes(5)).ToList();
            return inside.Count == 0 ? [] : Cells(tenant, WindowGranularity.FiveMinutes, start, inside);
        })));
    }

    private static DateTime HourStart(DateTime at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(new DateTimeOffset(at), zone);
        return new DateTimeOffset(local.Year, local.Month, local.Day, local.Hour, 0, 0, local.Offset).UtcDateTime;
    }

    private static DateTime DayStart(DateTime at, TimeZoneInfo zone)
    {
        var minute = new DateTime(at.Year, at.Month, at.Day, at.Hour, at.Minute, 0, DateTimeKind.Utc);
        var date = TimeZoneInfo.ConvertTime(new DateTimeOffset(minute), zone).Date;
        while (TimeZoneInfo.ConvertTime(new DateTimeOffset(minute.AddMinutes(-1)), zone).Date >= date) minute = minute.AddMinutes(-1);
        return minute;
    }

    private static IEnumerable<WindowResult> Cells(string tenant, WindowGranularity granularity, DateTime start, List<TestEvent> events)
    {
        var micros = TestEvent.Micros(start);
        yield return new WindowResult(tenant, granularity, micros, WindowDimension.All, "", "", events.Count, "0",
            events.Where(e => e.User.Length > 0).Select(e => e.User).Distinct().Count());
        foreach (var cell in events.SelectMany(Counted).GroupBy(x => (x.Dimension, x.Value, x.Currency)))
        {
            yield return new WindowResult(tenant, granularity, micros, cell.Key.Dimension, cell.Key.Value, cell.Key.Currency, cell.Count(),
                Money.Text((long)(cell.Sum(x => x.Amount) * Money.Scale)), 0);
        }
    }

    private static IEnumerable<(WindowDimension Dimension, string Value, string Currency, decimal Amount)> Counted(TestEvent e)
    {
        var currency = e.Amount is null ? "" : e.Currency.Length > 0 ? e.Currency : Dollars;
        var amount = e.Amount ?? 0;
        yield return (WindowDimension.Type, e.Type, currency, amount);
        yield return (WindowDimension.Service, e.Service, "", 0);
        if (e.Kind == EventKind.UserRegistered) yield return (WindowDimension.Metric, "registrations", "", 0);
        if (e.Kind == EventKind.ProductCreated) yield return (WindowDimension.Metric, "products", "", 0);
        if (e.Kind is EventKind.OrderPlaced or EventKind.Purchase) yield return (WindowDimension.Metric, "orders", currency, amount);
        if (e.Kind == EventKind.Refund) yield return (WindowDimension.Metric, "refunds", currency, amount);
        if (e.Kind is not (EventKind.Payment or EventKind.Purchase)) yield break;
        yield return (WindowDimension.Metric, "payments", currency, amount);
        yield return (WindowDimension.PaymentMode, e.PaymentMode.Length > 0 ? e.PaymentMode : "unknown", currency, amount);
    }
}
