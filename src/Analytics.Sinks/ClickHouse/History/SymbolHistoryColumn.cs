using System.Runtime.InteropServices;
using Analytics.Contracts.Events;
using Analytics.Sinks.ClickHouse.Native;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>Texts of few distinct values: each block says them once, and for each row which one it is.</summary>
/// <param name="set">Puts one into a row; null for those that are only looked at.</param>
/// <param name="map">What a symbol stands for, once a block and value; null for itself.</param>
internal sealed class SymbolHistoryColumn(SizedHistoryColumn<int>.Setter? set = null, Func<int, int>? map = null) : SizedHistoryColumn<int>("LowCardinality(String)", set)
{
    private int[] _keys = [];

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
        var target = Add(rows);
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
