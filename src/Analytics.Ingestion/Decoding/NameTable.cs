using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// Names of at most 16 bytes → numbers, without branches on the way: the name is loaded as one masked vector, multiplied into a slot of a table
/// without collisions (the multiplier is searched once), compared with the one name that can be there.
/// </summary>
internal sealed unsafe class NameTable
{
    /// <summary>Longest name that can be found.</summary>
    public const int MaxLength = 16;

    /// <summary>Bytes that must be readable from a key's start, whatever its length.</summary>
    public const int Overread = 16;

    private readonly Vector128<byte>[] _names;
    private readonly int[] _values;
    private readonly byte[] _slots;
    private readonly int _shift;
    private readonly ulong _multiplier;

    /// <summary>At most 254 names.</summary>
    public NameTable((string Name, int Value)[] entries)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entries.Length, 254);
        _names = new Vector128<byte>[entries.Length + 1];
        _values = new int[entries.Length + 1];
        _values[0] = -1;
        for (var i = 0; i < entries.Length; i++)
        {
            _names[i + 1] = Load(entries[i].Name);
            _values[i + 1] = entries[i].Value;
        }

        (_slots, _shift, _multiplier) = Arrange();
    }

    /// <summary>The number of a name, -1 when it is not in the table. Reads <see cref="Overread"/> bytes from <paramref name="key"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(byte* key, int length)
    {
        if ((uint)length - 1 >= MaxLength) return -1;
        var name = Mask(Vector128.Load(key), length);
        int index = _slots[Slot(name)];
        return _names[index] == name ? _values[index] : -1;
    }

    /// <summary>The first bytes of a vector, the rest cleared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Mask(Vector128<byte> bytes, int length) =>
        bytes & Vector128.GreaterThan(Vector128.Create((sbyte)length), Vector128<sbyte>.Indices).AsByte();

    private static Vector128<byte> Load(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length is 0 or > MaxLength) throw new ArgumentException($"The name '{name}' must have 1 to {MaxLength} bytes.");
        var padded = new byte[MaxLength];
        bytes.CopyTo(padded, 0);
        return Vector128.Create(padded);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Slot(Vector128<byte> name)
    {
        var words = name.AsUInt64();
        return (int)(((words.ToScalar() ^ BitOperations.RotateLeft(words.GetElement(1), 29)) * _multiplier) >> _shift);
    }

    private static int Slot(Vector128<byte> name, ulong multiplier, int shift)
    {
        var words = name.AsUInt64();
        return (int)(((words.ToScalar() ^ BitOperations.RotateLeft(words.GetElement(1), 29)) * multiplier) >> shift);
    }

    private (byte[] Slots, int Shift, ulong Multiplier) Arrange()
    {
        for (var bits = 10; bits <= 16; bits++)
        {
            var multiplier = 0x9E3779B97F4A7C15UL;
            for (var attempt = 0; attempt < 4096; attempt++, multiplier = (multiplier * 0xD1342543DE82EF95UL) | 1)
                if (TryArrange(multiplier, 64 - bits) is { } slots) return (slots, 64 - bits, multiplier);
        }

        throw new ArgumentException("A name is there twice.");
    }

    private byte[]? TryArrange(ulong multiplier, int shift)
    {
        var slots = new byte[1 << (64 - shift)];
        for (var i = 1; i < _names.Length; i++)
        {
            ref var slot = ref slots[Slot(_names[i], multiplier, shift)];
            if (slot != 0) return null;
            slot = (byte)i;
        }

        return slots;
    }
}
