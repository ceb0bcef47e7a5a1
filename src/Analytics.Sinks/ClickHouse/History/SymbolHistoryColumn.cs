using System.Runtime.InteropServices;
using Analytics.Contracts.Events;
using Analytics.Sinks.ClickHouse.Native;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>Texts of few distinct values: each block says them once, and for each row which one it is.</summary>
/// <param name="set">Puts one into a row; null for those that are only looked at.</param>
/// <param name="map">What a symbol stands for, once a block and value; null for itself.</param>
internal sealed class SymbolHistoryColumn(SymbolHistoryColumn.Setter? set = null, Func<int, int>? map = null) : HistoryColumn("LowCardinality(String)")
{
    private int[] _values = [];
    private int[] _keys = [];
    private int _count;

    /// <summary>Puts a symbol into a row.</summary>
    internal delegate void Setter(ref EventRow row, int symbol);

    /// <summary>The symbols.</summary>
    public ReadOnlySpan<int> Values => _values.AsSpan(0, _count);

    /// <inheritdoc/>
    public override void Clear() => _count = 0;

    /// <inheritdoc/>
    public override void Fill(Span<EventRow> rows, ReadOnlySpan<int> order, ReadOnlySpan<byte> answer)
    {
        if (set is null) return;
        for (var i = 0; i < rows.Length; i++) set(ref rows[i], _values[order[i]]);
    }

    /// <inheritdoc/>
    protected override void ReadBody(ref NativeInput input, int rows)
    {
        // Version of the format, then in its low byte how wide the indexes are: a block has keys of its own and shares none.
        input.UInt64();
        var width = (byte)input.UInt64();
        var keys = (int)input.UInt64();
        if (_keys.Length < keys) _keys = new int[Math.Max(keys, _keys.Length * 2)];
        for (var i = 0; i < keys; i++)
        {
            var symbol = Symbols.Intern(input.Text());
            _keys[i] = map is null ? symbol : map(symbol);
        }

        if (input.UInt64() != (ulong)rows) throw new InvalidDataException("ClickHouse answered a column that is shorter than its block.");
        if (_values.Length < _count + rows) Array.Resize(ref _values, Math.Max(_count + rows, _values.Length * 2));
        var target = _values.AsSpan(_count, rows);
        _count += rows;
        switch (width)
        {
            case 0:
                var bytes = input.Bytes(rows);
                for (var i = 0; i < rows; i++) target[i] = _keys[bytes[i]];
                break;
            case 1:
                var shorts = MemoryMarshal.Cast<byte, ushort>(input.Bytes(rows * sizeof(ushort)));
                for (var i = 0; i < rows; i++) target[i] = _keys[shorts[i]];
                break;
            default:
                var numbers = MemoryMarshal.Cast<byte, int>(input.Bytes(rows * sizeof(int)));
                for (var i = 0; i < rows; i++) target[i] = _keys[numbers[i]];
                break;
        }
    }
}
