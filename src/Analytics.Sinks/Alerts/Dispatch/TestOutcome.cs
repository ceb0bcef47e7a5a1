namespace Analytics.Sinks.Alerts.Dispatch;

/// <summary>How the test of a channel went.</summary>
/// <param name="Delivery">Id of the message, as the other side and the ledger have it.</param>
/// <param name="Sent">Whether the other side has taken it.</param>
/// <param name="Error">Why not; null when it has.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record TestOutcome(Guid Delivery, bool Sent, string? Error, double Milliseconds);
