using System.Text.Json;

namespace Analytics.Sinks.Alerts.Book;

/// <summary>An alert as it is kept.</summary>
/// <param name="Id">Its id, which a replay repeats.</param>
/// <param name="Tenant">Its tenant.</param>
/// <param name="Rule">The rule that matched.</param>
/// <param name="RuleVersion">Version of the rule.</param>
/// <param name="Severity"><c>low</c>, <c>medium</c>, <c>high</c> or <c>critical</c>.</param>
/// <param name="EntityKind">What the rule watches: <c>user</c>, <c>card</c>.</param>
/// <param name="Entity">Which one it was, masked as the tenant's policy says.</param>
/// <param name="FirstAt">Time of the earliest event that matched.</param>
/// <param name="At">Time of the event that completed the match.</param>
/// <param name="Events">Number of events that matched.</param>
/// <param name="RaisedAt">When the alert was written.</param>
/// <param name="State"><c>open</c>, <c>acknowledged</c>, <c>resolved</c> or <c>false-positive</c>.</param>
/// <param name="ChangedBy">Who gave it this state; null when nobody did.</param>
/// <param name="ChangedAt">When; null when nobody did.</param>
/// <param name="Note">What they said about it.</param>
/// <param name="Evidence">What the rule saw, as it wrote it; null when it wrote nothing.</param>
/// <param name="Shadow">Whether the rule was only watched itself: nobody was told.</param>
public sealed record StoredAlert(
    Guid Id, string Tenant, string Rule, long RuleVersion, string Severity, string EntityKind, string Entity, DateTime FirstAt, DateTime At, long Events, DateTime RaisedAt,
    string State, string? ChangedBy, DateTime? ChangedAt, string? Note, JsonElement? Evidence, bool Shadow);
