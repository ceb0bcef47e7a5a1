namespace Analytics.Node.Status;

/// <summary>Running counts of one tenant, from its actors.</summary>
/// <param name="Events">Events.</param>
/// <param name="Orders">Orders and purchases.</param>
/// <param name="Payments">Payments and purchases.</param>
/// <param name="Revenue">Their amounts in the tenant's currency.</param>
/// <param name="EventsByType">Events by type, most frequent first.</param>
public sealed record LiveTotalsAnswer(long Events, long Orders, long Payments, Analytics.Query.Shop.Amount Revenue, IReadOnlyList<LiveEventType> EventsByType);
