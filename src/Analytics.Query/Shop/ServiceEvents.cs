namespace Analytics.Query.Shop;

/// <summary>Events of one service.</summary>
/// <param name="Service">Service as the events name it.</param>
/// <param name="Events">Number of events.</param>
public sealed record ServiceEvents(string Service, long Events);
