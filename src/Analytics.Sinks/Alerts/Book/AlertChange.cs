namespace Analytics.Sinks.Alerts.Book;

/// <summary>Something that happened to an alert.</summary>
/// <param name="Position">Its place in the order of all changes.</param>
/// <param name="State">The state since then; <c>open</c> when it was raised.</param>
/// <param name="By">Who did it; null for the rule.</param>
/// <param name="At">When.</param>
/// <param name="Note">What they said about it.</param>
public sealed record AlertChange(long Position, string State, string? By, DateTime At, string? Note);
