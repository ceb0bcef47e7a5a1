using Analytics.Processing.State;

namespace Analytics.Processing.Patterns.Features;

/// <summary>Values that a key has had, the one seen longest ago first. At most 64: above that it goes.</summary>
internal sealed class KnownState : FeatureState
{
    private const int MostValues = 64;
    private ulong[] _values = new ulong[2];
    private int _count;

    public override int MostBytes => StateWriter.MostVarintBytes + _count * sizeof(ulong);

    /// <summary>Whether there were others and never this one.</summary>
    public bool IsNew(ulong value) => _count > 0 && _values.AsSpan(0, _count).IndexOf(value) < 0;

    /// <summary>Takes a value; true when another one had to go.</summary>
    public bool Add(ulong value)
    {
        if (_count > 0 && _values[_count - 1] == value) return false;
        var at = _values.AsSpan(0, _count).IndexOf(value);
        var full = at < 0 && _count == MostValues;
        if (full) at = 0;
        if (at >= 0)
        {
            Array.Copy(_values, at + 1, _values, at, _count - at - 1);
            _count--;
        }

        if (_count == _values.Length) Array.Resize(ref _values, _count * 2);
        _values[_count++] = value;
        return full;
    }

    public override void Write(ref StateWriter writer)
    {
        writer.Varint((ulong)_count);
        foreach (var value in _values.AsSpan(0, _count)) writer.UInt64(value);
    }

    public override void Read(ref StateReader reader)
    {
        var count = reader.Count(MostValues);
        _values = new ulong[Math.Max(2, count)];
        for (_count = 0; _count < count; _count++) _values[_count] = reader.UInt64();
    }
}
