using System.Diagnostics.Metrics;

namespace Analytics.Sinks.Alerts;

/// <summary>Every metric of alerts. No tenant, rule or entity is a tag; channels are named in the settings, so they are few.</summary>
internal static class AlertTelemetry
{
    /// <summary>Name of the meter.</summary>
    internal const string MeterName = "Analytics.Sinks.Alerts";

    private const string ChannelTag = "analytics.alerts.channel";
    private static readonly Meter Meter = new(MeterName);

    /// <summary>New alerts.</summary>
    internal static readonly Counter<long> Raised = Meter.CreateCounter<long>("analytics.alerts.raised", "{alert}", "New alerts written.");

    private static readonly Counter<long> Tries = Meter.CreateCounter<long>("analytics.alerts.deliveries", "{delivery}", "Tries to send, by channel and outcome: sent, retried, failed, suppressed.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("analytics.alerts.delivery.duration", "s", "Time of one try to send, by channel.");

    /// <summary>A try ended.</summary>
    internal static void Tried(string channel, string outcome, double seconds)
    {
        Count(channel, outcome);
        Duration.Record(seconds, new KeyValuePair<string, object?>(ChannelTag, channel));
    }

    /// <summary>Something became of a message without a try.</summary>
    internal static void Count(string channel, string outcome) =>
        Tries.Add(1, new KeyValuePair<string, object?>(ChannelTag, channel), new KeyValuePair<string, object?>("outcome", outcome));
}
