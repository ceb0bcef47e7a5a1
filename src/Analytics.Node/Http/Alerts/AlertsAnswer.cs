using Analytics.Sinks.Alerts.Book;

namespace Analytics.Node.Http.Alerts;

/// <summary>A page of alerts, the newest first.</summary>
/// <param name="Alerts">The alerts.</param>
/// <param name="NextPageToken">What the next page is asked with; null when this is the last.</param>
/// <param name="LastEventId">A stream from here (<c>Last-Event-ID</c>) tells everything that happened after this answer.</param>
internal sealed record AlertsAnswer(IReadOnlyList<StoredAlert> Alerts, string? NextPageToken, string LastEventId);
