namespace Analytics.Query.Shop;

/// <summary>Revenue of one hour or day.</summary>
/// <param name="Start">Its start, with the offset of the tenant's zone.</param>
/// <param name="Revenue">Sum of payments.</param>
/// <param name="Payments">Number of payments.</param>
public sealed record RevenuePoint(DateTimeOffset Start, Amount Revenue, long Payments);
