using Analytics.Actors.Streams;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Tenants;
using Analytics.Log.Kafka;
using Analytics.Node.Configuration;
using Analytics.Sinks.ClickHouse;
using Analytics.Sinks.Kafka;
using Analytics.Sinks.Postgres;

namespace Analytics.Node.Composition;

/// <summary>Where results go: the sinks that <c>sinks</c> enables, and the connection to Kafka of those that need one.</summary>
internal sealed class ResultSinks : IAsyncDisposable
{
    private readonly KafkaLog? _topics;

    private ResultSinks(IReadOnlyList<ISink> all, KafkaLog? topics) => (All, _topics) = (all, topics);

    /// <summary>The sinks.</summary>
    public IReadOnlyList<ISink> All { get; }

    /// <summary>Connects to what is enabled. <paramref name="log"/> takes the dead letters.</summary>
    public static ResultSinks Open(NodeOptions options, Stores stores, ILog log, ITenantDirectory tenants, AlertParts? alerts, Action<string> onNotice)
    {
        List<ISink> all = [new DeadLetterSink(log)];
        if (stores.Columns is { } columns) all.AddRange([new EventsSink(columns), new SessionsSink(columns), new WindowsSink(columns), new AlertsSink(columns)]);
        if (options.Sinks.Postgres.Enabled) all.Add(new BusinessSink(stores.Rows!, tenants));
        if (alerts is not null) all.Add(alerts.Sink);
        if (!options.Sinks.Kafka.Enabled) return new ResultSinks(all, null);
        var kafka = options.Sinks.Kafka;
        string[] names = [kafka.SessionsTopic, kafka.WindowsTopic, kafka.AlertsTopic];
        var topics = KafkaLog.Open(KafkaSettings.Log(
            options.Kafka, options.Log, [.. names.Distinct().Select(name => new TopicDescription(name, options.Log.Partitions))], onNotice));
        all.AddRange([TopicSink.Sessions(topics, kafka.SessionsTopic), TopicSink.Windows(topics, kafka.WindowsTopic, kafka.EarlyWindows), new AlertTopicSink(topics, kafka.AlertsTopic)]);
        return new ResultSinks(all, topics);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _topics?.DisposeAsync() ?? ValueTask.CompletedTask;
}
