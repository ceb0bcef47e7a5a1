namespace Analytics.Benchmarks;

/// <summary>Latencies of one run, in milliseconds. Any thread adds.</summary>
internal sealed class LatencyRecord(int capacity)
{
    private readonly double[] _values = new double[capacity];
    private int _count;

    public int Count => Math.Min(Volatile.Read(ref _count), _values.Length);

    public void Add(double milliseconds)
    {
        var index = Interlocked.Increment(ref _count) - 1;
        if (index < _values.Length) _values[index] = milliseconds;
    }

    /// <summary>The value that a share of all lies at or below.</summary>
    public double Percentile(double share)
    {
        var sorted = _values.AsSpan(0, Count).ToArray();
        Array.Sort(sorted);
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
