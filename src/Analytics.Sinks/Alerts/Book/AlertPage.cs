namespace Analytics.Sinks.Alerts.Book;

/// <summary>A page of alerts, the newest first.</summary>
/// <param name="Alerts">The alerts.</param>
/// <param name="Next">Where the next page begins; null when there is none.</param>
/// <param name="Position">Position of the tenant's newest change when the page was read: a stream from there tells all that the page does not know.</param>
public sealed record AlertPage(IReadOnlyList<StoredAlert> Alerts, long? Next, long Position);
