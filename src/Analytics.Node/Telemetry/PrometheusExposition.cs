using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Analytics.Node.Telemetry;

/// <summary>
/// Listens to the node's meters (<c>Analytics.*</c>, Kestrel's and the runtime's) and writes them in the Prometheus text format, version 0.0.4.
/// </summary>
public sealed class PrometheusExposition : IDisposable
{
    /// <summary>Content type of the answer.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly string[] OtherMeters = ["System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly ConcurrentDictionary<Instrument, PrometheusInstrument> _instruments = new();
    private readonly MeterListener _listener = new();

    /// <summary>Starts to listen.</summary>
    public PrometheusExposition()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            var meter = instrument.Meter.Name;
            if (meter.StartsWith("Analytics.", StringComparison.Ordinal) || OtherMeters.Contains(meter)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<byte>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<short>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<float>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Record(i, value, tags));
        _listener.Start();
    }

    /// <summary>Writes every series, instruments in the order of their names.</summary>
    public void Write(TextWriter target)
    {
        _listener.RecordObservableInstruments();
        foreach (var same in _instruments.Values.GroupBy(i => i.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            // Instruments of two meters may share a name and differ in labels: to Prometheus they are one metric.
            same.First().WriteHeader(target);
            foreach (var instrument in same) instrument.WriteSeries(target);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _instruments.GetOrAdd(instrument, static i => new PrometheusInstrument(i)).Record(value, tags);
}
