using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using Analytics.Contracts.Events;

namespace Analytics.Sinks.ClickHouse.Native;

/// <summary>
/// A column of <c>LowCardinality(String)</c> from symbols: each distinct value once, in the order of first appearance, and an index a row. The order depends on
/// the rows alone, never on the numbers of the symbols, so the same rows give the same bytes in every process.
/// </summary>
internal sealed class SymbolColumn(string name) : NativeColumn(name, "LowCardinality(String)")
{
    // KeysSerializationVersion "shared dictionaries with additional keys"; a block brings its own keys and needs no shared ones.
    private const ulong Version = 1;
    private const ulong HasAdditionalKeys = 1 << 9;
    private const ulong NeedsUpdate = 1 << 10;
    private const int Prefix = 8 + 8 + 8 + 8;

    private int[] _indexOf = new int[256];
    private int[] _rows = new int[1024];
    private int[] _keys = new int[64];
    private int _count;
    private int _keyCount;
    private int _keyBytes;

    /// <inheritdoc/>
    protected override int BodySize => _count == 0 ? 0 : Prefix + _keyBytes + (_count * IndexWidth);

    private int IndexWidth => _keyCount <= 0x100 ? 1 : _keyCount <= 0x10000 ? 2 : 4;

    /// <summary>Adds a row.</summary>
    public void Add(int symbol)
    {
        if (_count == _rows.Length) Array.Resize(ref _rows, _count * 2);
        // 0 means "not yet among the keys", so indexes are kept one higher.
        var index = symbol < _indexOf.Length ? _indexOf[symbol] : 0;
        _rows[_count++] = index != 0 ? index - 1 : AddKey(symbol);
    }

    /// <summary>Adds a row for each row of the field.</summary>
    public void Add<TRow>(RowField<TRow, int> symbols)
        where TRow : struct
    {
        if (_rows.Length - _count < symbols.Count) Array.Resize(ref _rows, Math.Max(_rows.Length * 2, _count + symbols.Count));
        var target = _rows.AsSpan(_count, symbols.Count);
        var indexes = _indexOf;
        for (var i = 0; i < target.Length; i++)
        {
            var symbol = symbols[i];
            var index = (uint)symbol < (uint)indexes.Length ? indexes[symbol] : 0;
            if (index != 0)
            {
                target[i] = index - 1;
                continue;
            }

            target[i] = AddKey(symbol);
            indexes = _indexOf;
        }

        _count += target.Length;
    }

    /// <summary>Adds the same symbol for a number of rows.</summary>
    public void AddSame(int symbol, int rows)
    {
        Add(symbol);
        if (_rows.Length - _count < rows) Array.Resize(ref _rows, Math.Max(_rows.Length * 2, _count + rows));
        _rows.AsSpan(_count, rows - 1).Fill(_rows[_count - 1]);
        _count += rows - 1;
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        foreach (var symbol in _keys.AsSpan(0, _keyCount)) _indexOf[symbol] = 0;
        _count = _keyCount = _keyBytes = 0;
    }

    /// <inheritdoc/>
    protected override void WriteBody(Span<byte> target)
    {
        if (_count == 0) return;
        var width = IndexWidth;
        BinaryPrimitives.WriteUInt64LittleEndian(target, Version);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], HasAdditionalKeys | NeedsUpdate | (width switch { 1 => 0UL, 2 => 1UL, _ => 2UL }));
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], (ulong)_keyCount);
        var at = 24;
        foreach (var symbol in _keys.AsSpan(0, _keyCount))
        {
            var text = Symbols.Utf8(symbol);
            at += VarInt.Write((ulong)text.Length, target[at..]);
            text.CopyTo(target[at..]);
            at += text.Length;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(target[at..], (ulong)_count);
        WriteRows(target[(at + 8)..], width);
    }

    private void WriteRows(Span<byte> target, int width)
    {
        var rows = _rows.AsSpan(0, _count);
        if (width == 1)
            WriteBytes(rows, target);
        else if (width == 2)
            for (var i = 0; i < rows.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(target[(i * 2)..], (ushort)rows[i]);
        else
            for (var i = 0; i < rows.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(target[(i * 4)..], rows[i]);
    }

    private static void WriteBytes(ReadOnlySpan<int> rows, Span<byte> target)
    {
        var i = 0;
        for (; i <= rows.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var low = Vector256.Narrow(Vector256.Create(rows[i..]), Vector256.Create(rows[(i + 8)..]));
            var high = Vector256.Narrow(Vector256.Create(rows[(i + 16)..]), Vector256.Create(rows[(i + 24)..]));
            Vector256.Narrow(low, high).AsByte().CopyTo(target[i..]);
        }

        for (; i < rows.Length; i++) target[i] = (byte)rows[i];
    }

    private int AddKey(int symbol)
    {
        if (symbol >= _indexOf.Length) Array.Resize(ref _indexOf, Math.Max(symbol + 1, _indexOf.Length * 2));
        if (_keyCount == _keys.Length) Array.Resize(ref _keys, _keyCount * 2);
        _keys[_keyCount++] = symbol;
        _indexOf[symbol] = _keyCount;
        Span<byte> length = stackalloc byte[10];
        var text = Symbols.Utf8(symbol);
        _keyBytes += VarInt.Write((ulong)text.Length, length) + text.Length;
        return _keyCount - 1;
    }
}
