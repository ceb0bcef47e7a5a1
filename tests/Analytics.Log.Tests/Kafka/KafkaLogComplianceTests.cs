using Analytics.Contracts.Log;
using Analytics.Log.Kafka;

namespace Analytics.Log.Tests.Kafka;

/// <summary>What holds of every log holds on Kafka, but for two things: it cannot drop duplicates, and its times are whole milliseconds.</summary>
[KafkaRequirement]
[Collection(KafkaCollection.Name)]
public sealed class KafkaLogComplianceTests(KafkaBroker broker) : LogCompliance
{
    // Records of the suite are decades old by their times: a broker that looks in the middle of a test would delete them.
    private static readonly Dictionary<string, string> KeepsAll = new() { ["retention.ms"] = "-1" };

    protected override string Topic { get; } = KafkaBroker.NewName("raw_events");

    protected override long TimeUnit => 1000;

    protected override async Task<ILog> OpenAsync(IReadOnlyList<TopicDescription> topics) =>
        await Task.Run(() => KafkaLog.Open(broker.Options([.. topics.Select(topic => new KafkaTopic(topic.Name, topic.Partitions) { Replication = 1, Configuration = KeepsAll })])));
}
