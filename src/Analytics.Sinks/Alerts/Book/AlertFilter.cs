namespace Analytics.Sinks.Alerts.Book;

/// <summary>Which alerts of a tenant are wanted; null for any.</summary>
/// <param name="State">Only these.</param>
/// <param name="Rule">Only of this rule.</param>
/// <param name="Entity">Only about this one.</param>
/// <param name="Severity">Only of this severity.</param>
/// <param name="Since">Only those whose match was completed then or later.</param>
/// <param name="Shadow">Those of rules that are only watched themselves, instead of the others.</param>
public sealed record AlertFilter(AlertState? State = null, string? Rule = null, string? Entity = null, AlertSeverity? Severity = null, DateTimeOffset? Since = null, bool Shadow = false);
