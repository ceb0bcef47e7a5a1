using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Analytics.Node.Telemetry;

/// <summary>All series of one instrument, with its name and type as Prometheus has them.</summary>
internal sealed class PrometheusInstrument
{
    /// <summary>Most label combinations of one instrument; further ones are counted under <c>overflow="true"</c>.</summary>
    private const int MostSeries = 2_000;

    private static readonly double[] Seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private static readonly double[] Sizes = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    private readonly ConcurrentDictionary<string, PrometheusSeries> _series = new(StringComparer.Ordinal);
    private readonly string _help;
    private readonly string _type;
    private readonly double[]? _bounds;

    public PrometheusInstrument(Instrument instrument)
    {
        var definition = instrument.GetType().GetGenericTypeDefinition();
        _type = definition == typeof(Counter<>) || definition == typeof(ObservableCounter<>) ? "counter"
            : definition == typeof(Histogram<>) ? "histogram" : "gauge";
        Accumulates = definition == typeof(Counter<>) || definition == typeof(UpDownCounter<>);
        _bounds = _type == "histogram" ? instrument.Unit == "s" ? Seconds : Sizes : null;
        _help = (instrument.Description ?? instrument.Name).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        Name = NameOf(instrument.Name, instrument.Unit, _type);
    }

    public string Name { get; }

    private bool Accumulates { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = LabelsOf(tags);
        if (!_series.TryGetValue(labels, out var series))
        {
            if (_series.Count >= MostSeries) labels = "overflow=\"true\"";
            series = _series.GetOrAdd(labels, static (text, bounds) => new PrometheusSeries(text, bounds), _bounds);
        }

        if (_bounds is not null) series.Observe(value);
        else if (Accumulates) series.Add(value);
        else series.Set(value);
    }

    public void WriteHeader(TextWriter target) => target.Write($"# HELP {Name} {_help}\n# TYPE {Name} {_type}\n");

    public void WriteSeries(TextWriter target)
    {
        foreach (var (_, series) in _series.OrderBy(pair => pair.Key, StringComparer.Ordinal)) series.Write(target, Name);
    }

    /// <summary>OpenTelemetry's rules: dots become underscores, the unit is a suffix, counters end in <c>_total</c>.</summary>
    private static string NameOf(string name, string? unit, string type)
    {
        var text = new StringBuilder(name.Length + 16);
        foreach (var c in name) text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        var suffix = unit switch { "s" => "_seconds", "By" => "_bytes", "1" when type == "gauge" => "_ratio", _ => "" };
        if (suffix.Length > 0 && !text.ToString().EndsWith(suffix, StringComparison.Ordinal)) text.Append(suffix);
        if (type == "counter") text.Append("_total");
        return text.ToString();
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (text.Length > 0) text.Append(',');
            foreach (var c in key) text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
            text.Append("=\"");
            foreach (var c in value?.ToString() ?? "")
                text.Append(c switch { '\\' => "\\\\", '"' => "\\\"", '\n' => "\\n", _ => c.ToString() });
            text.Append('"');
        }

        return text.ToString();
    }
}
