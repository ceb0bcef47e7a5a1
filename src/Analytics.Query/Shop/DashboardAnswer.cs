namespace Analytics.Query.Shop;

/// <summary>The shop dashboard: totals of the range and their course.</summary>
/// <param name="Tenant">The tenant asked for.</param>
/// <param name="From">Start asked for; null for the beginning.</param>
/// <param name="To">End asked for, exclusive; null for no end.</param>
/// <param name="TotalUsers">Users registered.</param>
/// <param name="TotalOrders">Orders placed.</param>
/// <param name="TotalRevenue">Sum of payments.</param>
/// <param name="TotalProducts">Products created.</param>
/// <param name="OrdersPerDay">Days with orders, ascending.</param>
/// <param name="RevenuePerDay">Days with payments, ascending.</param>
/// <param name="RevenueByPaymentMethod">Payment modes, largest revenue first.</param>
/// <param name="EventCountsByService">Services, most events first.</param>
/// <param name="AsOf">When the answer was computed.</param>
/// <param name="Watermark">Event time up to which the answer is complete, if nothing arrives late; null before the first event.</param>
public sealed record DashboardAnswer(
    string Tenant,
    DateTimeOffset? From,
    DateTimeOffset? To,
    long TotalUsers,
    long TotalOrders,
    Amount TotalRevenue,
    long TotalProducts,
    IReadOnlyList<DayOrders> OrdersPerDay,
    IReadOnlyList<DayRevenue> RevenuePerDay,
    IReadOnlyList<PaymentMethodRevenue> RevenueByPaymentMethod,
    IReadOnlyList<ServiceEvents> EventCountsByService,
    DateTimeOffset AsOf,
    DateTimeOffset? Watermark);
