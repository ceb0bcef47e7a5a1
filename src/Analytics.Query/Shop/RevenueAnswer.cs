namespace Analytics.Query.Shop;

/// <summary>Revenue trend.</summary>
/// <param name="Granularity"><c>hour</c> or <c>day</c>.</param>
/// <param name="Total">Sum of payments in the range.</param>
/// <param name="Payments">Number of payments in the range.</param>
/// <param name="Points">Points that have payments, ascending.</param>
public sealed record RevenueAnswer(string Granularity, Amount Total, long Payments, IReadOnlyList<RevenuePoint> Points);
