namespace Analytics.Query.Shop;

/// <summary>Orders of one day.</summary>
/// <param name="Day">Day in the tenant's zone, <c>yyyy-MM-dd</c>.</param>
/// <param name="Orders">Orders placed.</param>
public sealed record DayOrders(string Day, long Orders);
