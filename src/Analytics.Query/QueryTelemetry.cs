using System.Diagnostics.Metrics;

namespace Analytics.Query;

/// <summary>Every name that this stage reports under.</summary>
public sealed class QueryTelemetry : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Analytics.Query";

    private static readonly KeyValuePair<string, object?> Hit = new("analytics.cache.result", "hit");
    private static readonly KeyValuePair<string, object?> Miss = new("analytics.cache.result", "miss");

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _lookups;
    private readonly Counter<long> _errors;

    /// <summary>Makes the instruments.</summary>
    public QueryTelemetry()
    {
        _lookups = _meter.CreateCounter<long>("analytics.cache.lookups", "{lookup}", "Answers that were looked for in the cache, by whether they were there.");
        _errors = _meter.CreateCounter<long>("analytics.cache.errors", "{error}", "Commands that Redis did not answer in time, or refused.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Looked(bool found) => _lookups.Add(1, found ? Hit : Miss);

    internal void Failed() => _errors.Add(1);
}
