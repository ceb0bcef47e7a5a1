using System.Globalization;
using Analytics.Contracts.Log;
using Analytics.Log.Kafka;
using Analytics.Node.Configuration;
using Analytics.Node.Configuration.Kafka;
using Analytics.Node.Status;

namespace Analytics.Node.Composition;

/// <summary>The settings of <c>kafka</c> as the log on Kafka and the consumer group take them.</summary>
internal static class KafkaSettings
{
    /// <summary>Name of the log among the stores.</summary>
    public const string Kafka = "kafka";

    /// <summary>What a broker takes without being asked.</summary>
    private const long DefaultMessageBytes = 1_048_588;

    /// <summary>A log with these topics: the lanes and their dead letters, or those of results.</summary>
    /// <exception cref="OptionsException">No brokers are named.</exception>
    public static KafkaLogOptions Log(KafkaOptions kafka, LogOptions log, IReadOnlyList<TopicDescription> topics, Action<string> onNotice) => new()
    {
        Brokers = kafka.Brokers.Length > 0 ? kafka.Brokers : throw new OptionsException(["kafka.brokers: found none, expected host:port of a broker of the cluster"]),
        Topics = [.. topics.Select(topic => Topic(topic, kafka, log))],
        CreateTopics = kafka.CreateTopics,
        Library = kafka.Library,
        ClientId = kafka.ClientId,
        Compression = OptionText.Write(kafka.Compression),
        Linger = kafka.Linger,
        AppendTimeout = kafka.AppendTimeout,
        MaxQueuedBytes = kafka.MaxQueued,
        MaxRecordBytes = (int)kafka.MaxRecordSize.Bytes,
        PrefetchBytes = kafka.PrefetchSize,
        ReadCommitted = kafka.ReadCommitted,
        RequestTimeout = kafka.RequestTimeout,
        RefreshInterval = kafka.RefreshInterval,
        Properties = kafka.Properties,
        OnNotice = new CalmNotices(onNotice, TimeProvider.System).Tell,
    };

    /// <summary>The group over the topics that shards read.</summary>
    public static KafkaGroupOptions Group(GroupOptions group, IReadOnlyList<string> topics) => new()
    {
        Group = group.Name,
        Topics = topics,
        BrokerAssigns = group.Protocol == GroupProtocol.Consumer,
        SessionTimeout = group.SessionTimeout,
        ReleaseTimeout = group.ReleaseTimeout,
        CommitInterval = group.CommitInterval,
        RejoinInterval = group.RejoinInterval,
    };

    /// <summary>The connection as status and probes show it.</summary>
    public static StoreStatus Status(KafkaConnectionState connection) =>
        new(Kafka, connection.IsUp ? "up" : "down", connection.Since.UtcDateTime, connection.IsUp ? $"brokers {connection.Brokers}" : connection.Error);

    private static KafkaTopic Topic(TopicDescription topic, KafkaOptions kafka, LogOptions log)
    {
        var isDeadLetters = topic.Name.EndsWith(TopicDescription.DeadLetterSuffix, StringComparison.Ordinal);
        var age = isDeadLetters ? log.DeadLetterRetentionAge : log.RetentionAge;
        var configuration = new Dictionary<string, string>
        {
            ["cleanup.policy"] = "delete",
            ["retention.ms"] = ((long)age.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
            ["retention.bytes"] = log.RetentionSize.Bytes.ToString(CultureInfo.InvariantCulture),
            // A dead letter keeps the time at which its event arrived.
            ["message.timestamp.type"] = kafka.BrokerTime && !isDeadLetters ? "LogAppendTime" : "CreateTime",
        };
        if (kafka.MaxRecordSize > DefaultMessageBytes / 2) configuration["max.message.bytes"] = Math.Max(DefaultMessageBytes, 2 * kafka.MaxRecordSize.Bytes).ToString(CultureInfo.InvariantCulture);
        return new KafkaTopic(topic.Name, topic.Partitions) { Replication = kafka.Replication == 0 ? -1 : kafka.Replication, Configuration = configuration };
    }
}
