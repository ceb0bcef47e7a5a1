using System.Globalization;

namespace Analytics.Node.Telemetry;

/// <summary>One labelled series of one instrument. Written by any thread, read by the scrape.</summary>
/// <param name="labels">Labels as Prometheus text, without braces; empty for none.</param>
/// <param name="bounds">Upper bounds of a histogram's buckets; null for a single value.</param>
internal sealed class PrometheusSeries(string labels, double[]? bounds)
{
    private readonly long[] _buckets = bounds is null ? [] : new long[bounds.Length + 1];
    private double _value;
    private long _count;

    public void Add(double amount)
    {
        double seen, sum;
        do
        {
            seen = Volatile.Read(ref _value);
            sum = seen + amount;
        }
        while (Interlocked.CompareExchange(ref _value, sum, seen) != seen);
    }

    public void Set(double value) => Volatile.Write(ref _value, value);

    public void Observe(double value)
    {
        var bucket = Array.FindIndex(bounds!, bound => value <= bound);
        Interlocked.Increment(ref _buckets[bucket < 0 ? bounds!.Length : bucket]);
        Interlocked.Increment(ref _count);
        Add(value);
    }

    public void Write(TextWriter target, string name)
    {
        if (bounds is null)
        {
            target.Write(labels.Length == 0 ? $"{name} {Number(Volatile.Read(ref _value))}\n" : $"{name}{{{labels}}} {Number(Volatile.Read(ref _value))}\n");
            return;
        }

        var prefix = labels.Length == 0 ? "" : labels + ",";
        long cumulative = 0;
        for (var i = 0; i <= bounds.Length; i++)
        {
            cumulative += Volatile.Read(ref _buckets[i]);
            var bound = i == bounds.Length ? "+Inf" : Number(bounds[i]);
            target.Write($"{name}_bucket{{{prefix}le=\"{bound}\"}} {cumulative.ToString(CultureInfo.InvariantCulture)}\n");
        }

        var suffix = labels.Length == 0 ? "" : $"{{{labels}}}";
        target.Write($"{name}_sum{suffix} {Number(Volatile.Read(ref _value))}\n{name}_count{suffix} {cumulative.ToString(CultureInfo.InvariantCulture)}\n");
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
