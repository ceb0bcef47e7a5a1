namespace Analytics.Node.Http.Alerts;

/// <summary>The channels that a tenant's alerts may go to.</summary>
/// <param name="Channels">The channels.</param>
internal sealed record AlertChannelsAnswer(IReadOnlyList<AlertChannelAnswer> Channels);
