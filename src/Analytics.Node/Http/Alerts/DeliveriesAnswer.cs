using Analytics.Sinks.Alerts.Book;

namespace Analytics.Node.Http.Alerts;

/// <summary>Messages about alerts, the newest first.</summary>
/// <param name="Deliveries">The messages.</param>
internal sealed record DeliveriesAnswer(IReadOnlyList<StoredDelivery> Deliveries);
