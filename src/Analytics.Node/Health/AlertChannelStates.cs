using Analytics.Sinks.Alerts.Dispatch;

namespace Analytics.Node.Health;

/// <summary>How the channels of alerts are, for the probes; none where alerts are not kept.</summary>
/// <param name="Read">Asks now.</param>
internal sealed record AlertChannelStates(Func<IReadOnlyList<ChannelState>> Read);
