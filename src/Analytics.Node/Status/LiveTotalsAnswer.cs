namespace Analytics.Node.Status;

/// <summary>Running counts of one tenant, over all that its actors still hold.</summary>
/// <param name="Events">Events.</param>
/// <param name="Users">Registrations.</param>
/// <param name="Orders">Orders and purchases.</param>
/// <param name="Payments">Payments and purchases.</param>
/// <param name="Revenue">Their amounts.</param>
/// <param name="Products">Products created.</param>
/// <param name="Refunds">Refunds.</param>
public sealed record LiveTotalsAnswer(long Events, long Users, long Orders, long Payments, Analytics.Query.Shop.Amount Revenue, long Products, long Refunds);
