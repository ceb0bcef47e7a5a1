namespace Analytics.Query.Shop;

/// <summary>Order statistics.</summary>
/// <param name="Granularity"><c>hour</c> or <c>day</c>.</param>
/// <param name="Total">Orders in the range.</param>
/// <param name="AverageOrderValue">Amount of all orders by their number, cut to millionths; null without orders.</param>
/// <param name="Points">Points that have orders, ascending.</param>
public sealed record OrdersAnswer(string Granularity, long Total, Amount? AverageOrderValue, IReadOnlyList<OrdersPoint> Points);
