namespace Analytics.Contracts.Events;

/// <summary>
/// What an event means to the built-in entities, whatever its source called it. The name that the source used stays in
/// <see cref="EventRow.Type"/>; the kind decides which metrics the event feeds.
/// </summary>
public enum EventKind : byte
{
    /// <summary>A type that only its own tenant knows. Counted and stored like any other.</summary>
    Other = 0,

    /// <summary><c>USER_REGISTERED</c>, <c>signup</c>.</summary>
    UserRegistered,

    /// <summary><c>ORDER_PLACED</c>, <c>order_placed</c>: an order that a payment follows.</summary>
    OrderPlaced,

    /// <summary><c>PAYMENT_SUCCESS</c>, <c>payment.completed</c>, <c>payment_succeeded</c>: money arrived.</summary>
    Payment,

    /// <summary><c>purchase</c>: an order and its payment in one event.</summary>
    Purchase,

    /// <summary><c>refund</c>: money went back. Never subtracted from revenue; counted on its own.</summary>
    Refund,

    /// <summary><c>PRODUCT_CREATED</c>.</summary>
    ProductCreated,

    /// <summary><c>page_view</c>, <c>page.view</c>.</summary>
    PageView,

    /// <summary><c>search</c>, also sent as <c>search_query</c>.</summary>
    Search,

    /// <summary><c>product_view</c>.</summary>
    ProductView,

    /// <summary><c>product_click</c>.</summary>
    ProductClick,

    /// <summary><c>add_to_cart</c>.</summary>
    AddToCart,

    /// <summary><c>review</c>.</summary>
    Review,

    /// <summary><c>event.published</c>: a ticketed event went on sale.</summary>
    EventPublished,

    /// <summary><c>registration.started</c>.</summary>
    RegistrationStarted,

    /// <summary><c>registration.completed</c>, also sent as <c>registration.created</c>.</summary>
    RegistrationCompleted,

    /// <summary><c>registration.cancelled</c>.</summary>
    RegistrationCancelled,

    /// <summary><c>checkin.completed</c>.</summary>
    CheckinCompleted,

    /// <summary><c>stock_changed</c>: an inventory level was set or corrected.</summary>
    StockChanged,

    /// <summary><c>stock_shipped</c>, <c>shipment</c>: stock left a warehouse.</summary>
    StockShipped,

    /// <summary><c>restock</c>, <c>stock_received</c>: stock arrived.</summary>
    Restocked,
}
