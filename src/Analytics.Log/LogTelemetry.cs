using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Analytics.Log;

/// <summary>Every metric of the log: names, units and meaning in one place. One instance a log, so that gauges end with it.</summary>
public sealed class LogTelemetry : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Analytics.Log";

    /// <summary>Tag with the topic's name.</summary>
    public const string TopicTag = "messaging.destination.name";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _records;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _flushDuration;
    private readonly Histogram<long> _commitSize;

    /// <summary>Creates the instruments.</summary>
    /// <param name="sizeInBytes">Bytes kept, all partitions.</param>
    /// <param name="rememberedIds">Ids remembered for duplicate detection.</param>
    /// <param name="duplicateHorizonSeconds">How far back every id is known.</param>
    public LogTelemetry(Func<long> sizeInBytes, Func<long> rememberedIds, Func<double> duplicateHorizonSeconds)
    {
        _records = _meter.CreateCounter<long>("analytics.log.records", "{record}", "Records appended and durable.");
        _bytes = _meter.CreateCounter<long>("analytics.log.written", "By", "Bytes written to segments, frames included.");
        _duplicates = _meter.CreateCounter<long>("analytics.log.duplicates", "{record}", "Records left out because their id was known.");
        _refused = _meter.CreateCounter<long>("analytics.log.refused", "{append}", "Appends that failed: disk full, stopped writer, full queue.");
        _flushDuration = _meter.CreateHistogram<double>("analytics.log.flush.duration", "s", "Time of one flush to disk; its count is the number of flushes.");
        _commitSize = _meter.CreateHistogram<long>("analytics.log.commit.size", "{append}", "Appends that shared one flush.");
        _meter.CreateObservableGauge("analytics.log.size", sizeInBytes, "By", "Bytes kept.");
        _meter.CreateObservableGauge("analytics.log.duplicate.ids", rememberedIds, "{id}", "Ids remembered for duplicate detection.");
        _meter.CreateObservableGauge("analytics.log.duplicate.horizon", duplicateHorizonSeconds, "s", "How far back every id is known.");
    }

    internal void Committed(string topic, int appends, int records, int bytes, TimeSpan flush)
    {
        var tag = new KeyValuePair<string, object?>(TopicTag, topic);
        _records.Add(records, tag);
        _bytes.Add(bytes, tag);
        _flushDuration.Record(flush.TotalSeconds, tag);
        _commitSize.Record(appends, tag);
    }

    internal void Duplicates(string topic, int records) => _duplicates.Add(records, new KeyValuePair<string, object?>(TopicTag, topic));

    internal void Refused(string topic, int appends) => _refused.Add(appends, new KeyValuePair<string, object?>(TopicTag, topic));

    /// <summary>Ends the instruments.</summary>
    public void Dispose() => _meter.Dispose();
}
