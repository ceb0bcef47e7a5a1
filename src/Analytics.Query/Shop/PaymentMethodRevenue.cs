namespace Analytics.Query.Shop;

/// <summary>Revenue of one payment mode.</summary>
/// <param name="PaymentMode">Mode as the events name it; <c>unknown</c> when they name none.</param>
/// <param name="Revenue">Sum of payments.</param>
/// <param name="Payments">Number of payments.</param>
public sealed record PaymentMethodRevenue(string PaymentMode, Amount Revenue, long Payments);
