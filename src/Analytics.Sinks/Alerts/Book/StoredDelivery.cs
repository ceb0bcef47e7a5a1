namespace Analytics.Sinks.Alerts.Book;

/// <summary>A message as the ledger has it.</summary>
/// <param name="Id">Its id: the idempotency key.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Kind"><c>alert</c>, <c>repeat</c>, <c>escalation</c>, <c>digest</c> or <c>test</c>.</param>
/// <param name="State"><c>pending</c>, <c>sending</c>, <c>sent</c>, <c>failed</c> or <c>suppressed</c>.</param>
/// <param name="Alerts">How many alerts it is about, those that were left out included.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="DueAt">When it is tried next, or was due.</param>
/// <param name="FinishedAt">When it was sent or given up; null before.</param>
/// <param name="LastError">Why the last try failed; null when none did.</param>
public sealed record StoredDelivery(
    Guid Id, string Channel, string Kind, string State, long Alerts, int Attempts, DateTime CreatedAt, DateTime DueAt, DateTime? FinishedAt, string? LastError);
