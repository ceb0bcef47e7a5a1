using Analytics.Sinks.Alerts.Book;

namespace Analytics.Node.Http.Alerts;

/// <summary>One alert with what became of it.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="History">Its states, the oldest first.</param>
/// <param name="Deliveries">The messages about it, the oldest first.</param>
internal sealed record AlertDetail(StoredAlert Alert, IReadOnlyList<AlertChange> History, IReadOnlyList<StoredDelivery> Deliveries);
