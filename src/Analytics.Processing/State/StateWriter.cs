using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Analytics.Processing.State;

/// <summary>
/// Writes the binary state of an entity into a span: little-endian, varints for what is mostly small. The caller provides room for
/// the worst case (<see cref="MostVarintBytes"/> for each varint).
/// </summary>
/// <param name="target">Where the bytes go.</param>
public ref struct StateWriter(Span<byte> target)
{
    /// <summary>Most bytes of one varint.</summary>
    public const int MostVarintBytes = 10;

    private readonly Span<byte> _target = target;

    /// <summary>Bytes written.</summary>
    public int Position { get; private set; }

    /// <summary>One byte.</summary>
    public void Byte(byte value) => _target[Position++] = value;

    /// <summary>Eight bytes.</summary>
    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_target[Position..], value);
        Position += 8;
    }

    /// <summary>Seven bits a byte, lowest first.</summary>
    public void Varint(ulong value)
    {
        if (FitsOneStore(value) && _target.Length - Position >= sizeof(ulong))
        {
            Position += StoreVarint(ref _target[Position], value);
            return;
        }

        while (value >= 0x80)
        {
            _target[Position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _target[Position++] = (byte)value;
    }

    /// <summary>A signed number, small magnitudes short.</summary>
    public void SignedVarint(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>A sum of money: one varint when it fits 64 bits, which nearly all do.</summary>
    public void Sum(Int128 value)
    {
        var fits = value >= long.MinValue && value <= long.MaxValue;
        Byte(fits ? (byte)0 : (byte)1);
        if (fits)
        {
            SignedVarint((long)value);
            return;
        }

        UInt64((ulong)value);
        UInt64((ulong)(value >> 64));
    }

    /// <summary>A length and the bytes.</summary>
    public void Text(scoped ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        Raw(value);
    }

    /// <summary>A length in one byte and the bytes, at most 255.</summary>
    public void ShortText(scoped ReadOnlySpan<byte> value)
    {
        Byte(checked((byte)value.Length));
        Raw(value);
    }

    /// <summary>Bytes without a length.</summary>
    public void Raw(scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(_target[Position..]);
        Position += value.Length;
    }

    /// <summary>Room for <paramref name="length"/> bytes that the caller fills.</summary>
    public Span<byte> Reserve(int length)
    {
        var room = _target.Slice(Position, length);
        Position += length;
        return room;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool FitsOneStore(ulong value) => Bmi2.X64.IsSupported && value < 1UL << 56;

    // All eight bytes from the target on are written: what lies behind the number is for the next one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int StoreVarint(ref byte target, ulong value)
    {
        // All seven-bit groups at once: each into its byte, with the mark on all but the last.
        var more = BitOperations.Log2(value | 1) / 7;
        var marks = 0x8080808080808080 & ((1UL << (8 * more)) - 1);
        Unsafe.WriteUnaligned(ref target, Bmi2.X64.ParallelBitDeposit(value, 0x7F7F7F7F7F7F7F7F) | marks);
        return more + 1;
    }
}
