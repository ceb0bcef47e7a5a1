using Analytics.Contracts.Events;
using Analytics.Processing.State;

namespace Analytics.Processing.Patterns.Features;

/// <summary>
/// Count and sum of the events of the last while: an event exactly that long ago no longer counts. Exact up to 512 entries; above that, neighbours within a 256th of the
/// span become one, which leaves when its newest event does. Values are kept in whole millionths, so that a sum does not depend on how it was reached.
/// </summary>
internal sealed class WindowState(long span) : FeatureState
{
    private const int MostEntries = 512;
    private const int Pieces = 256;
    private const double MostValue = 9e12;
    private Entry[] _entries = new Entry[4];
    private int _first;
    private int _end;
    private long _count;
    private long _valued;
    private Int128 _sum;

    public override int MostBytes => StateWriter.MostVarintBytes + (_end - _first) * (3 * StateWriter.MostVarintBytes + 17);

    /// <summary>Takes an event; NaN is no value.</summary>
    public void Add(long at, double value)
    {
        Leave(at);
        if (_end == _entries.Length) MakeRoom();
        var valued = !double.IsNaN(value);
        ref var entry = ref _entries[_end++];
        entry = new Entry { At = at, Count = 1, Valued = valued ? 1u : 0, Sum = valued ? (long)Math.Round(Math.Clamp(value, -MostValue, MostValue) * Money.Scale) : 0 };
        (_count, _valued, _sum) = (_count + 1, _valued + entry.Valued, _sum + entry.Sum);
    }

    public double Count(long now)
    {
        Leave(now);
        return _count;
    }

    public double Sum(long now)
    {
        Leave(now);
        return (double)_sum / Money.Scale;
    }

    public double Average(long now)
    {
        Leave(now);
        return _valued == 0 ? double.NaN : (double)_sum / Money.Scale / _valued;
    }

    public override void Write(ref StateWriter writer)
    {
        writer.Varint((ulong)(_end - _first));
        long before = 0;
        foreach (ref readonly var entry in _entries.AsSpan(_first, _end - _first))
        {
            writer.SignedVarint(entry.At - before);
            writer.Varint(entry.Count);
            writer.Varint(entry.Valued);
            writer.Sum(entry.Sum);
            before = entry.At;
        }
    }

    public override void Read(ref StateReader reader)
    {
        var count = reader.Count(MostEntries);
        _entries = new Entry[Math.Max(4, count)];
        long before = 0;
        for (_end = 0; _end < count; _end++)
        {
            before += reader.SignedVarint();
            ref var entry = ref _entries[_end];
            entry = new Entry { At = before, Count = (uint)reader.Varint(), Valued = (uint)reader.Varint(), Sum = reader.Sum() };
            (_count, _valued, _sum) = (_count + entry.Count, _valued + entry.Valued, _sum + entry.Sum);
        }
    }

    private void Leave(long now)
    {
        while (_first < _end && _entries[_first].At <= now - span)
        {
            ref readonly var entry = ref _entries[_first++];
            (_count, _valued, _sum) = (_count - entry.Count, _valued - entry.Valued, _sum - entry.Sum);
        }

        if (_first == _end) _first = _end = 0;
    }

    private void MakeRoom()
    {
        var used = _end - _first;
        if (used == MostEntries)
        {
            Merge();
            return;
        }

        if (_first >= _entries.Length / 2)
        {
            Array.Copy(_entries, _first, _entries, 0, used);
        }
        else
        {
            var larger = new Entry[Math.Min(MostEntries, _entries.Length * 2)];
            Array.Copy(_entries, _first, larger, 0, used);
            _entries = larger;
        }

        (_first, _end) = (0, used);
    }

    private void Merge()
    {
        var piece = Math.Max(1, span / Pieces);
        var kept = _first;
        for (var i = _first + 1; i < _end; i++)
        {
            ref var last = ref _entries[kept];
            ref readonly var entry = ref _entries[i];
            if (Time.Micros.Index(entry.At, piece) == Time.Micros.Index(last.At, piece))
                last = new Entry { At = entry.At, Count = last.Count + entry.Count, Valued = last.Valued + entry.Valued, Sum = last.Sum + entry.Sum };
            else
                _entries[++kept] = entry;
        }

        _end = kept + 1;
    }

    private struct Entry
    {
        public long At;
        public uint Count;
        public uint Valued;
        public Int128 Sum;
    }
}
