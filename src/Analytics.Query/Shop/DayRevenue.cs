namespace Analytics.Query.Shop;

/// <summary>Revenue of one day.</summary>
/// <param name="Day">Day in the tenant's zone, <c>yyyy-MM-dd</c>.</param>
/// <param name="Revenue">Sum of payments.</param>
public sealed record DayRevenue(string Day, Amount Revenue);
