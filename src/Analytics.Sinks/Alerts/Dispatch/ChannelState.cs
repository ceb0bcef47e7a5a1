namespace Analytics.Sinks.Alerts.Dispatch;

/// <summary>How a channel is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it speaks.</param>
/// <param name="IsUp">False since the first of the failures that nothing followed but failures.</param>
/// <param name="Since">Since when; null before the first message.</param>
/// <param name="Error">The last failure; null while it is up.</param>
public sealed record ChannelState(string Name, string Kind, bool IsUp, DateTimeOffset? Since, string? Error);
