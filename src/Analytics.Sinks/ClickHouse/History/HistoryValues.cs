using System.Buffers.Binary;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>Values of ClickHouse's RowBinary, one after the other. Texts stay where they are: slices point into the answer.</summary>
/// <param name="bytes">The answer.</param>
/// <param name="at">Where the next value begins.</param>
/// <param name="symbols">The symbol that each column of few values had last, with its text's place: rows that follow one another mostly have the same.</param>
internal ref struct HistoryValues(ReadOnlySpan<byte> bytes, int at, (int Offset, int Length, int Symbol)[] symbols)
{
    private const ulong UserSeed = 0x05E7;
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where the next value begins.</summary>
    public int At { get; private set; } = at;

    public long Int64()
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(_bytes[At..]);
        At += sizeof(long);
        return value;
    }

    public EventFlags Flag(EventFlags flag) => _bytes[At++] != 0 ? flag : EventFlags.None;

    public Utf8Slice Text()
    {
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = _bytes[At++];
            length |= (next & 0x7F) << shift;
            if (next < 0x80) break;
        }

        var slice = new Utf8Slice(At, length);
        At += length;
        return slice;
    }

    /// <summary>The user, and a hash that the same user has in every row. It is another one than the shard's, which is of the unmasked name.</summary>
    public (Utf8Slice Id, ulong Hash) User()
    {
        var id = Text();
        return (id, id.IsEmpty ? 0 : KeyHash.Compute(_bytes.Slice(id.Offset, id.Length), UserSeed));
    }

    public int Symbol(int column)
    {
        var text = Text();
        var value = _bytes.Slice(text.Offset, text.Length);
        ref var last = ref symbols[column];
        if (last.Length == text.Length && _bytes.Slice(last.Offset, last.Length).SequenceEqual(value)) return last.Symbol;
        last = (text.Offset, text.Length, Symbols.Intern(value));
        return last.Symbol;
    }
}
