namespace Analytics.Node.Http.Alerts;

/// <summary>A channel, how it is, and what the ledger says of a tenant's messages to it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>webhook</c>, <c>slack</c>, <c>telegram</c> or <c>mail</c>.</param>
/// <param name="State"><c>up</c>, <c>down</c>, or <c>unknown</c> before the first message.</param>
/// <param name="Since">Since when; null when unknown.</param>
/// <param name="Error">The last failure; null while it is up.</param>
/// <param name="Waiting">Messages that wait or are under way.</param>
/// <param name="SentLastDay">Messages sent in the last 24 hours.</param>
/// <param name="FailedLastDay">Messages given up in the last 24 hours.</param>
/// <param name="LastSentAt">When the last one was sent; null for none in the last 24 hours.</param>
internal sealed record AlertChannelAnswer(
    string Name, string Kind, string State, DateTime? Since, string? Error, long Waiting, long SentLastDay, long FailedLastDay, DateTime? LastSentAt);
