using System.Runtime.CompilerServices;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;

namespace Analytics.Processing.Windows;

/// <summary>Which cells an event counts in. All events and their users are counted beside the cells, see <see cref="WindowAccumulator"/>.</summary>
public static class EventCounting
{
    /// <summary>Counts one event. An amount without a currency is in the tenant's.</summary>
    public static void Count(in EventRow row, int tenantCurrency, CellTable cells)
    {
        var hasAmount = (row.Flags & EventFlags.HasAmount) != 0;
        var amount = hasAmount ? row.AmountMicros : 0;
        var currency = !hasAmount ? 0 : row.Currency != 0 ? row.Currency : tenantCurrency;
        Add(cells, WindowDimension.Type, row.Type, currency, amount);
        Add(cells, WindowDimension.Service, row.Service, 0, 0);
        switch (row.Kind)
        {
            case EventKind.UserRegistered:
                Add(cells, WindowDimension.Metric, WindowMetrics.Registrations, 0, 0);
                break;
            case EventKind.OrderPlaced:
                Add(cells, WindowDimension.Metric, WindowMetrics.Orders, currency, amount);
                break;
            case EventKind.Payment:
                CountPayment(row, currency, amount, cells);
                break;
            case EventKind.Purchase:
                Add(cells, WindowDimension.Metric, WindowMetrics.Orders, currency, amount);
                CountPayment(row, currency, amount, cells);
                break;
            case EventKind.Refund:
                Add(cells, WindowDimension.Metric, WindowMetrics.Refunds, currency, amount);
                break;
            case EventKind.ProductCreated:
                Add(cells, WindowDimension.Metric, WindowMetrics.Products, 0, 0);
                break;
        }
    }

    private static void CountPayment(in EventRow row, int currency, long amount, CellTable cells)
    {
        Add(cells, WindowDimension.Metric, WindowMetrics.Payments, currency, amount);
        Add(cells, WindowDimension.PaymentMode, row.PaymentMode != 0 ? row.PaymentMode : WindowMetrics.UnknownMode, currency, amount);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(CellTable cells, WindowDimension dimension, int value, int currency, long amount)
    {
        ref var cell = ref cells.Of(WindowCellKey.Of(dimension, value, currency));
        cell.Events++;
        if (amount != 0) cell.AmountMicros = checked(cell.AmountMicros + amount);
    }
}
