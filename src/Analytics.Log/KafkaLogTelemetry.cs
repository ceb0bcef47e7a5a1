using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Analytics.Log;

/// <summary>Every metric of the log on Kafka, under the meter and the tags of <see cref="LogTelemetry"/>. One instance a log, so that gauges end with it.</summary>
public sealed class KafkaLogTelemetry : IDisposable
{
    private const string PartitionTag = "messaging.destination.partition.id";
    private const string OperationTag = "messaging.operation.name";
    private static readonly KeyValuePair<string, object?> Append = new(OperationTag, "append");
    private static readonly KeyValuePair<string, object?> Fetch = new(OperationTag, "fetch");

    private readonly Meter _meter = new(LogTelemetry.MeterName);
    private readonly Counter<long> _records;
    private readonly Counter<long> _fetched;
    private readonly Counter<long> _errors;
    private readonly Histogram<double> _append;
    private readonly Histogram<double> _fetch;

    /// <summary>Creates the instruments.</summary>
    /// <param name="lags">Records behind its reader, by topic and partition, of partitions that are read.</param>
    /// <param name="queuedBytes">Bytes of appends that wait for acknowledgement.</param>
    public KafkaLogTelemetry(Func<IEnumerable<(string Topic, int Partition, long Records)>> lags, Func<long> queuedBytes)
    {
        _records = _meter.CreateCounter<long>("analytics.log.records", "{record}", "Records appended and durable.");
        _fetched = _meter.CreateCounter<long>("analytics.log.fetched", "{record}", "Records read.");
        _errors = _meter.CreateCounter<long>("analytics.log.errors", "{error}", "Appends and fetches that failed, by operation.");
        _append = _meter.CreateHistogram<double>("analytics.log.append.duration", "s", "From an append to its acknowledgement by all replicas in sync.");
        _fetch = _meter.CreateHistogram<double>("analytics.log.fetch.delay", "s", "From the time of a batch's newest record, which is the broker's unless producers set it, to its reader. Large while history is read.");
        _meter.CreateObservableGauge(
            "analytics.log.lag",
            () => lags().Select(lag => new Measurement<long>(lag.Records, new KeyValuePair<string, object?>(LogTelemetry.TopicTag, lag.Topic), new KeyValuePair<string, object?>(PartitionTag, lag.Partition))),
            "{record}",
            "Records between a reader and the end of its partition.");
        _meter.CreateObservableGauge("analytics.log.queued", queuedBytes, "By", "Bytes of appends that wait for acknowledgement.");
    }

    /// <summary>Ends the instruments.</summary>
    public void Dispose() => _meter.Dispose();

    internal void Appended(string topic, int records, long startedAt, bool failed)
    {
        var tag = new KeyValuePair<string, object?>(LogTelemetry.TopicTag, topic);
        if (failed)
        {
            _errors.Add(1, tag, Append);
            return;
        }

        _records.Add(records, tag);
        _append.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, tag);
    }

    internal void Fetched(string topic, int records, long newestMicros)
    {
        var tag = new KeyValuePair<string, object?>(LogTelemetry.TopicTag, topic);
        _fetched.Add(records, tag);
        _fetch.Record(Math.Max(0, (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds - (newestMicros / 1e6)), tag);
    }

    internal void FetchFailed(string topic) => _errors.Add(1, new KeyValuePair<string, object?>(LogTelemetry.TopicTag, topic), Fetch);
}
