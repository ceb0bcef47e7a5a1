using System.Text.Json;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Processing.Time;
using Analytics.Processing.Windows;

namespace Analytics.Actors.Entities.Windows;

/// <summary>A window for people and scripts.</summary>
internal static class WindowDescription
{
    /// <summary>Writes a window as one JSON object.</summary>
    public static void Write(WindowState window, Utf8JsonWriter target)
    {
        target.WriteStartObject();
        target.WriteString("key", window.Key.ToString());
        if (window.Key.Granularity != WindowKey.Total)
        {
            target.WriteString("start", Micros.ToUtc(window.Key.Start));
            target.WriteString("end", Micros.ToUtc(window.End));
            target.WriteString("pane", window.Closed ? "closed" : window.OnTime ? "on-time" : "early");
            target.WriteNumber("revision", window.Revision);
            target.WriteNumber("users", window.Users.Count);
            target.WriteBoolean("usersExact", window.Users.IsExact);
        }

        target.WriteNumber("events", window.Events);
        target.WriteString("lastArrival", Micros.ToUtc(window.LastArrival));
        target.WriteStartArray("cells");
        ulong[] scratch = [];
        foreach (var key in window.Cells.SortedKeys(ref scratch)) WriteCell(window.Cells.Of(key), target);
        target.WriteEndArray();
        target.WriteEndObject();
    }

    /// <summary>Sums up a tenant's running count.</summary>
    public static LiveTotals Totals(WindowState total, long lastMinute)
    {
        var types = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var revenue = new SortedDictionary<string, Int128>(StringComparer.Ordinal);
        long orders = 0, payments = 0;
        foreach (ref var cell in total.Cells.Slots)
        {
            if (cell.Key == 0) continue;
            var value = WindowCellKey.Value(cell.Key);
            var dimension = WindowCellKey.Dimension(cell.Key);
            if (dimension == WindowDimension.Type) types[Symbols.Text(value)] = types.GetValueOrDefault(Symbols.Text(value)) + cell.Events;
            if (dimension != WindowDimension.Metric) continue;
            if (value == WindowMetrics.Orders) orders += cell.Events;
            if (value != WindowMetrics.Payments) continue;
            payments += cell.Events;
            if (WindowCellKey.Currency(cell.Key) is var currency and not 0) revenue[Symbols.Text(currency)] = cell.AmountMicros;
        }

        return new LiveTotals(total.Events, [.. types.OrderByDescending(type => type.Value)], orders, payments, [.. revenue], lastMinute);
    }

    private static void WriteCell(in WindowCell cell, Utf8JsonWriter target)
    {
        target.WriteStartObject();
        target.WriteString("dimension", WindowCellKey.Dimension(cell.Key).ToString());
        target.WriteString("value", Symbols.Utf8(WindowCellKey.Value(cell.Key)));
        target.WriteNumber("events", cell.Events);
        if (WindowCellKey.Currency(cell.Key) is var currency and not 0)
        {
            target.WriteString("currency", Symbols.Utf8(currency));
            target.WritePropertyName("amount");
            target.WriteRawValue(Money.Text(cell.AmountMicros));
        }

        target.WriteEndObject();
    }
}
