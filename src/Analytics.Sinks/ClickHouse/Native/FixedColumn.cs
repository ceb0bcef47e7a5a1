using System.Runtime.InteropServices;

namespace Analytics.Sinks.ClickHouse.Native;

/// <summary>A column of numbers of one width; the machine's byte order is the format's (little endian).</summary>
internal sealed class FixedColumn<T>(string name, string type) : NativeColumn(name, type)
    where T : unmanaged
{
    private T[] _values = new T[1024];
    private int _count;

    /// <inheritdoc/>
    protected override int BodySize => MemoryMarshal.AsBytes(_values.AsSpan(0, _count)).Length;

    /// <summary>Adds a row.</summary>
    public void Add(T value)
    {
        if (_count == _values.Length) Array.Resize(ref _values, _count * 2);
        _values[_count++] = value;
    }

    /// <summary>Adds a row for each row of the field.</summary>
    public void Add<TRow>(RowField<TRow, T> values)
        where TRow : struct
    {
        var target = Reserve(values.Count);
        for (var i = 0; i < target.Length; i++) target[i] = values[i];
    }

    /// <summary>Room for rows that the caller fills, all of them.</summary>
    public Span<T> Reserve(int rows)
    {
        if (_values.Length - _count < rows) Array.Resize(ref _values, Math.Max(_values.Length * 2, _count + rows));
        _count += rows;
        return _values.AsSpan(_count - rows, rows);
    }

    /// <inheritdoc/>
    public override void Clear() => _count = 0;

    /// <inheritdoc/>
    protected override void WriteBody(Span<byte> target) => MemoryMarshal.AsBytes(_values.AsSpan(0, _count)).CopyTo(target);
}
