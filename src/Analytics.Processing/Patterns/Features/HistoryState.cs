using Analytics.Processing.State;

namespace Analytics.Processing.Patterns.Features;

/// <summary>The last values of a key, as a ring.</summary>
internal sealed class HistoryState(int last) : FeatureState
{
    private const int LeastValues = 5;
    private const double MadToDeviation = 1.4826;
    private readonly double[] _values = new double[last];
    private readonly double[] _sorted = new double[last];
    private int _count;
    private int _next;

    public override int MostBytes => StateWriter.MostVarintBytes + _count * sizeof(ulong);

    public void Add(double value)
    {
        if (double.IsNaN(value)) return;
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
        _values.AsSpan(0, _count).CopyTo(_sorted);
        var median = Median();
        for (var i = 0; i < _count; i++) _sorted[i] = Math.Abs(_values[i] - median);
        return (median, Median() * MadToDeviation);
    }

    private double Aged(int index) => _values[(_next - _count + index + last) % last];

    private double Median()
    {
        var sorted = _sorted.AsSpan(0, _count);
        sorted.Sort();
        return _count % 2 == 1 ? sorted[_count / 2] : (sorted[_count / 2 - 1] + sorted[_count / 2]) / 2;
    }
}
