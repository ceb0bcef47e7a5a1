namespace Analytics.Sinks.Alerts.Book;

/// <summary>What the ledger says of a channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Waiting">Messages that wait or are under way.</param>
/// <param name="Sent">Messages sent in the last 24 hours.</param>
/// <param name="Failed">Messages given up in the last 24 hours.</param>
/// <param name="LastSentAt">When the last one was sent; null for none in the last 24 hours.</param>
public sealed record ChannelCounts(string Channel, long Waiting, long Sent, long Failed, DateTime? LastSentAt);
