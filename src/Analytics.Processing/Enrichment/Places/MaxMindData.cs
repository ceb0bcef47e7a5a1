using System.Buffers.Binary;

namespace Analytics.Processing.Enrichment.Places;

/// <summary>
/// A data section: values that start with a control byte (type in the first three bits, size in the others). Every position is
/// checked; pointers are followed once, never to another pointer, so that damaged bytes end in an error and not in a loop.
/// </summary>
public readonly ref struct MaxMindData
{
    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Reads from the bytes of a data section.</summary>
    public MaxMindData(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Finds the value of a key in the map at a position; false when there is no such key or no map.</summary>
    /// <exception cref="MaxMindDamagedException">The bytes contradict the format.</exception>
    public bool TryFind(int position, ReadOnlySpan<byte> key, out int value)
    {
        value = 0;
        var header = ReadHeader(Resolve(position));
        if (header.Kind != MaxMindType.Map) return false;
        var at = header.Next;
        for (var i = 0; i < header.Size; i++)
        {
            var found = Text(at).SequenceEqual(key);
            at = Skip(at, MaxDepth);
            if (found)
            {
                value = at;
                return true;
            }

            at = Skip(at, MaxDepth);
        }

        return false;
    }

    /// <summary>The text at a position; empty when the value is none.</summary>
    public ReadOnlySpan<byte> Text(int position)
    {
        var header = ReadHeader(Resolve(position));
        return header.Kind == MaxMindType.Text ? Slice(header.Next, header.Size) : default;
    }

    /// <summary>True when the value at a position is a map.</summary>
    public bool IsMap(int position) => ReadHeader(Resolve(position)).Kind == MaxMindType.Map;

    /// <summary>The unsigned number of a key in the map at a position.</summary>
    /// <exception cref="MaxMindDamagedException">There is no such key, or it is no number.</exception>
    public ulong Number(int position, ReadOnlySpan<byte> key)
    {
        if (!TryFind(position, key, out var value)) throw Damaged(position, $"the key {System.Text.Encoding.UTF8.GetString(key)} is missing");
        var header = ReadHeader(Resolve(value));
        if (header.Kind is not (MaxMindType.UInt16 or MaxMindType.UInt32 or MaxMindType.UInt64) || header.Size > 8)
            throw Damaged(value, "a number was expected");
        var number = 0UL;
        foreach (var part in Slice(header.Next, header.Size)) number = number << 8 | part;
        return number;
    }

    /// <summary>The floating-point number at a position; false when the value is none.</summary>
    public bool TryReal(int position, out double value)
    {
        var header = ReadHeader(Resolve(position));
        var isDouble = header is { Kind: MaxMindType.Double, Size: 8 };
        var isSingle = header is { Kind: MaxMindType.Single, Size: 4 };
        value = isDouble ? BinaryPrimitives.ReadDoubleBigEndian(Slice(header.Next, 8)) : isSingle ? BinaryPrimitives.ReadSingleBigEndian(Slice(header.Next, 4)) : 0;
        return isDouble || isSingle;
    }

    private int Skip(int position, int depth)
    {
        if (depth == 0) throw Damaged(position, $"values lie deeper than {MaxDepth} levels");
        var header = ReadHeader(position);
        if (header.Kind is not (MaxMindType.Map or MaxMindType.Array)) return header.Next + header.Payload;
        var at = header.Next;
        var values = header.Kind == MaxMindType.Map ? header.Size * 2L : header.Size;
        for (var i = 0L; i < values; i++) at = Skip(at, depth - 1);
        return at;
    }

    private int Resolve(int position)
    {
        var header = ReadHeader(position);
        if (header.Kind != MaxMindType.Pointer) return position;
        if (ReadHeader(header.Size).Kind == MaxMindType.Pointer) throw Damaged(position, "a pointer points to a pointer");
        return header.Size;
    }

    /// <summary>Reads a control byte and what belongs to it. For a pointer the size is the position that it points to.</summary>
    private Header ReadHeader(int position)
    {
        var control = At(position);
        var kind = (MaxMindType)(control >> 5);
        var next = position + 1;
        if (kind == MaxMindType.Pointer) return ReadPointer(control, next);
        if (kind == MaxMindType.Extended) kind = (MaxMindType)(At(next++) + 7);
        if (kind is MaxMindType.Extended or MaxMindType.Pointer || kind > MaxMindType.Single) throw Damaged(position, $"type {(int)kind} is not known");
        var size = control & 0x1F;
        if (size >= 29)
        {
            var extra = size - 28;
            size = extra switch { 1 => 29, 2 => 285, _ => 65_821 } + (int)ReadBig(next, extra);
            next += extra;
        }

        var hasPayload = kind is not (MaxMindType.Map or MaxMindType.Array or MaxMindType.Bool);
        if (hasPayload && next + (long)size > _bytes.Length) throw Damaged(position, "a value reaches over the end");
        return new Header(kind, size, next, hasPayload ? size : 0);
    }

    private Header ReadPointer(int control, int next)
    {
        var extra = ((control >> 3) & 3) + 1;
        var value = ReadBig(next, extra);
        var target = extra switch
        {
            1 => (long)(control & 7) << 8 | value,
            2 => ((long)(control & 7) << 16 | value) + 2048,
            3 => ((long)(control & 7) << 24 | value) + 526_336,
            _ => value,
        };
        if (target >= _bytes.Length) throw Damaged(next - 1, "a pointer points outside of the data");
        return new Header(MaxMindType.Pointer, (int)target, next + extra, 0);
    }

    private uint ReadBig(int position, int count)
    {
        uint value = 0;
        foreach (var part in Slice(position, count)) value = value << 8 | part;
        return value;
    }

    private byte At(int position) =>
        (uint)position < (uint)_bytes.Length ? _bytes[position] : throw Damaged(position, "a value starts outside of the data");

    private ReadOnlySpan<byte> Slice(int position, int count) =>
        position >= 0 && position + (long)count <= _bytes.Length ? _bytes.Slice(position, count) : throw Damaged(position, "a value reaches over the end");

    private static MaxMindDamagedException Damaged(int position, string what) => new($"The database is damaged at {position} of its data: {what}.");

    private readonly record struct Header(MaxMindType Kind, int Size, int Next, int Payload);
}
