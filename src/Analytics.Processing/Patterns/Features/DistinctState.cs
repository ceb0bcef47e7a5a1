using Analytics.Processing.State;

namespace Analytics.Processing.Patterns.Features;

/// <summary>Different values of the last while, each by the time it was last seen, oldest first. At most 1,000: above that the oldest goes.</summary>
internal sealed class DistinctState(long span) : FeatureState
{
    public const int MostValues = 1000;
    private (ulong Value, long At)[] _values = new (ulong, long)[4];
    private int _count;

    public override int MostBytes => StateWriter.MostVarintBytes + _count * (sizeof(ulong) + StateWriter.MostVarintBytes);

    /// <summary>Takes a value; true when another one had to go before its time.</summary>
    public bool Add(long at, ulong value)
    {
        Leave(at);
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_values[i].Value != value) continue;
            Remove(i, 1);
            break;
        }

        var full = _count == MostValues;
        if (full) Remove(0, 1);
        if (_count == _values.Length) Array.Resize(ref _values, Math.Min(MostValues, _count * 2));
        _values[_count++] = (value, at);
        return full;
    }

    public double Count(long now)
    {
        Leave(now);
        return _count;
    }

    public override void Write(ref StateWriter writer)
    {
        writer.Varint((ulong)_count);
        foreach (var (value, at) in _values.AsSpan(0, _count))
        {
            writer.UInt64(value);
            writer.SignedVarint(at);
        }
    }

    public override void Read(ref StateReader reader)
    {
        var count = reader.Count(MostValues);
        _values = new (ulong, long)[Math.Max(4, count)];
        for (_count = 0; _count < count; _count++) _values[_count] = (reader.UInt64(), reader.SignedVarint());
    }

    private void Leave(long now)
    {
        var gone = 0;
        while (gone < _count && _values[gone].At <= now - span) gone++;
        if (gone > 0) Remove(0, gone);
    }

    private void Remove(int at, int count)
    {
        _count -= count;
        Array.Copy(_values, at + count, _values, at, _count - at);
    }
}
