namespace Analytics.Node.Http.Alerts;

/// <summary>What somebody says about an alert as they change its state.</summary>
/// <param name="Note">The note, at most 2,000 characters; null for none.</param>
internal sealed record AlertNote(string? Note);
