using Analytics.Processing.State;

namespace Analytics.Processing.Patterns.Features;

/// <summary>The last values of a key, as a ring once there are so many.</summary>
internal sealed class HistoryState(int last) : FeatureState
{
    private const int LeastValues = 5;
    private const double MadToDeviation = 1.4826;

    // To sort in; most keys never ask, and none of them keeps it.
    [ThreadStatic]
    private static double[]? _room;
    private double[] _values = new double[Math.Min(last, LeastValues)];
    private int _count;
    private int _next;

    public override int MostBytes => StateWriter.MostVarintBytes + _count * sizeof(ulong);

    public void Add(double value)
    {
        if (double.IsNaN(value)) return;
        if (_next == _values.Length) Array.Resize(ref _values, Math.Min(last, _values.Length * 2));
        _values[_next] = value;
        _next = (_next + 1) % last;
        if (_count < last) _count++;
    }

    /// <summary>
    /// How far a value is from the middle, in deviations: the standard deviation of the values, or 1.4826 times the median of their distances from the median, which is the same
    /// for values around a bell curve. Absent with fewer than five values; without any spread every other value is infinitely far.
    /// </summary>
    public double Deviation(bool median, double value)
    {
        if (_count < LeastValues || double.IsNaN(value)) return double.NaN;
        var (middle, spread) = median ? Medians() : Moments();
        var distance = Math.Abs(value - middle);
        return distance == 0 ? 0 : distance / spread;
    }

    public override void Write(ref StateWriter writer)
    {
        writer.Varint((ulong)_count);
        for (var i = 0; i < _count; i++) writer.UInt64((ulong)BitConverter.DoubleToInt64Bits(_values[(_next - _count + i + last) % last]));
    }

    // The ring begins anew at its start: where it began before makes no difference.
    public override void Read(ref StateReader reader)
    {
        var count = reader.Count(int.MaxValue);
        for (var i = 0; i < count; i++) Add(BitConverter.Int64BitsToDouble((long)reader.UInt64()));
    }

    private (double Middle, double Spread) Moments()
    {
        // In the order of age, so that rounding is the same wherever the ring begins.
        double sum = 0, squares = 0;
        for (var i = 0; i < _count; i++) sum += Aged(i);
        var mean = sum / _count;
        for (var i = 0; i < _count; i++) squares += (Aged(i) - mean) * (Aged(i) - mean);
        return (mean, Math.Sqrt(squares / _count));
    }

    private (double Middle, double Spread) Medians()
    {
        if (_room is null || _room.Length < _count) _room = new double[last];
        var sorted = _room.AsSpan(0, _count);
        _values.AsSpan(0, _count).CopyTo(sorted);
        var median = Median(sorted);
        for (var i = 0; i < _count; i++) sorted[i] = Math.Abs(_values[i] - median);
        return (median, Median(sorted) * MadToDeviation);
    }

    private double Aged(int index) => _values[(_next - _count + index + last) % last];

    private static double Median(Span<double> values)
    {
        values.Sort();
        var half = values.Length / 2;
        return values.Length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
}
