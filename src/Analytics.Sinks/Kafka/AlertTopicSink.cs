using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Sinks.Kafka;

/// <summary>
/// Alerts as JSON records of a topic. An alert is there as soon as the event that completes it was processed, before any checkpoint holds it, and once: whatever its owner dies of,
/// the next one comes to the same alerts and leaves out those that it finds. Where a shard came to an alert by something that is not in the log (silence that
/// ended a wait), it waits for its checkpoint. Alerts of a shard come in the order in which they were raised, but for those that an outage held up.
/// </summary>
public sealed class AlertTopicSink : TopicSink, IEarlySink
{
    /// <summary>Name of the sink.</summary>
    public const string SinkName = "kafka.alerts";

    private const int OffsetShift = 16;

    /// <summary>Makes the sink; key of a record: tenant, colon, and the user or whatever the rule watches.</summary>
    public AlertTopicSink(ILog log, string topic)
        : base(log, topic, SinkName, _ => new AlertRecords())
    {
    }

    /// <inheritdoc/>
    public async ValueTask WriteEarlyAsync(SinkDelivery results, CancellationToken cancellation) => await AppendMissingAsync(results, cancellation);

    // Which deliveries an alert is written with differs from owner to owner; where in the input it was raised does not.
    private protected override (long First, long From) NumbersOf(SinkDelivery delivery) => (delivery.FromOffset << OffsetShift, delivery.ToOffset << OffsetShift);

    // Which number an alert gets depends on what was written before it; so numbers of two owners are not compared.
    private protected override string SourceOf(SinkDelivery delivery) => $"{base.SourceOf(delivery)}@{delivery.Epoch}";
}
