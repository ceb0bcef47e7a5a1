using System.Text;
using Analytics.Contracts.Events;

namespace Analytics.Ingestion.Decoding;

/// <summary>What the names of event types mean. Case does not matter: sources shout.</summary>
public static class EventTypes
{
    private static readonly Dictionary<string, EventKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["USER_REGISTERED"] = EventKind.UserRegistered,
        ["signup"] = EventKind.UserRegistered,
        ["ORDER_PLACED"] = EventKind.OrderPlaced,
        ["PAYMENT_SUCCESS"] = EventKind.Payment,
        ["payment.completed"] = EventKind.Payment,
        ["payment_succeeded"] = EventKind.Payment,
        ["purchase"] = EventKind.Purchase,
        ["refund"] = EventKind.Refund,
        ["PRODUCT_CREATED"] = EventKind.ProductCreated,
        ["page_view"] = EventKind.PageView,
        ["page.view"] = EventKind.PageView,
        ["$pageview"] = EventKind.PageView,
        ["search"] = EventKind.Search,
        ["product_view"] = EventKind.ProductView,
        ["product_click"] = EventKind.ProductClick,
        ["add_to_cart"] = EventKind.AddToCart,
        ["review"] = EventKind.Review,
        ["event.published"] = EventKind.EventPublished,
        ["registration.started"] = EventKind.RegistrationStarted,
        ["registration.completed"] = EventKind.RegistrationCompleted,
        ["registration.cancelled"] = EventKind.RegistrationCancelled,
        ["checkin.completed"] = EventKind.CheckinCompleted,
        ["stock_changed"] = EventKind.StockChanged,
        ["stock_shipped"] = EventKind.StockShipped,
        ["shipment"] = EventKind.StockShipped,
        ["restock"] = EventKind.Restocked,
        ["stock_received"] = EventKind.Restocked,
    };

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["registration.created"] = "registration.completed",
        ["search_query"] = "search",
    };

    /// <summary>The kind of a type; <see cref="EventKind.Other"/> for one that only its tenant knows.</summary>
    public static EventKind KindOf(string type) => Kinds.GetValueOrDefault(Aliases.GetValueOrDefault(type, type));

    /// <summary>The name that an alias stands for; the name itself when it is none.</summary>
    public static string Canonical(string type) => Aliases.GetValueOrDefault(type, type);

    /// <summary>True for stock events: they live in the inventory lane, keyed by SKU.</summary>
    public static bool IsInventory(this EventKind kind) => kind >= EventKind.StockChanged;

    /// <summary>True for events whose amount is money that moves: it must be exact or the event is refused.</summary>
    internal static bool IsMoney(this EventKind kind) => kind is >= EventKind.OrderPlaced and <= EventKind.Refund;

    internal static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
