using Analytics.Contracts.Log;
using Analytics.Log.Kafka;

namespace Analytics.Log.Tests.Kafka;

/// <summary>What holds of every log holds on Kafka, but for two things: it cannot drop duplicates, and its times are whole milliseconds.</summary>
[KafkaRequirement]
[Collection(KafkaCollection.Name)]
public sealed class KafkaLogComplianceTests(KafkaBroker broker) : LogCompliance
{
    protected override string Topic { get; } = KafkaBroker.NewName("raw_events");

    protected override long TimeUnit => 1000;

    protected override async Task<ILog> OpenAsync(IReadOnlyList<TopicDescription> topics) =>
        await Task.Run(() => KafkaLog.Open(broker.Options([.. topics.Select(topic => new KafkaTopic(topic.Name, topic.Partitions) { Replication = 1 })])));
}
