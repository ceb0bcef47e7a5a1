using Analytics.Contracts.Events;

namespace Analytics.Processing.Patterns.Compilation;

/// <summary>What the names of events in rules mean: a kind, whatever its sources call it, or a type by its own name in any case.</summary>
internal static class EventTypeNames
{
    private static readonly Dictionary<string, EventKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["signup"] = EventKind.UserRegistered, ["user_registered"] = EventKind.UserRegistered, ["order"] = EventKind.OrderPlaced, ["order_placed"] = EventKind.OrderPlaced,
        ["payment"] = EventKind.Payment, ["payment_success"] = EventKind.Payment, ["purchase"] = EventKind.Purchase, ["refund"] = EventKind.Refund,
        ["product_created"] = EventKind.ProductCreated, ["page_view"] = EventKind.PageView, ["search"] = EventKind.Search, ["product_view"] = EventKind.ProductView,
        ["product_click"] = EventKind.ProductClick, ["add_to_cart"] = EventKind.AddToCart, ["review"] = EventKind.Review, ["event.published"] = EventKind.EventPublished,
        ["registration.started"] = EventKind.RegistrationStarted, ["registration.completed"] = EventKind.RegistrationCompleted,
        ["registration.cancelled"] = EventKind.RegistrationCancelled, ["checkin.completed"] = EventKind.CheckinCompleted, ["stock_changed"] = EventKind.StockChanged,
        ["stock_shipped"] = EventKind.StockShipped, ["restock"] = EventKind.Restocked,
    };

    /// <summary>Whether a selector's names mean events of a type and kind; no names mean all.</summary>
    public static bool Mean(IReadOnlyList<string> names, string type, EventKind kind)
    {
        if (names.Count == 0) return true;
        foreach (var name in names)
            if ((Kinds.TryGetValue(name, out var meant) && meant == kind) || string.Equals(name, type, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
