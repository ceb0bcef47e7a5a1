namespace Analytics.Query.Shop;

/// <summary>Orders of one hour or day.</summary>
/// <param name="Start">Its start, with the offset of the tenant's zone.</param>
/// <param name="Orders">Orders placed.</param>
/// <param name="Amount">Sum of their amounts.</param>
public sealed record OrdersPoint(DateTimeOffset Start, long Orders, Amount Amount);
