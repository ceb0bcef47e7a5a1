namespace Analytics.Sinks.Alerts.Book;

/// <summary>A change together with the alert as it is now: what streams tell.</summary>
/// <param name="Change">What happened.</param>
/// <param name="Alert">The alert.</param>
public sealed record AlertNews(AlertChange Change, StoredAlert Alert);
