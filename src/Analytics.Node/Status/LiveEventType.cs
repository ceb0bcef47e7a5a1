namespace Analytics.Node.Status;

/// <summary>Events of one type.</summary>
/// <param name="Type">The type, as sent (aliases resolved).</param>
/// <param name="Events">Number of events.</param>
public sealed record LiveEventType(string Type, long Events);
