using System.Buffers.Binary;

namespace Analytics.Processing.State;

/// <summary>Reads what <see cref="StateWriter"/> wrote; every overrun is a <see cref="StateDamagedException"/>.</summary>
/// <param name="source">The stored bytes.</param>
public ref struct StateReader(ReadOnlySpan<byte> source)
{
    private readonly ReadOnlySpan<byte> _source = source;
    private int _position;

    /// <summary>True when everything was read.</summary>
    public readonly bool AtEnd => _position == _source.Length;

    /// <summary>Bytes read.</summary>
    public readonly int Position => _position;

    /// <summary>The bytes read since a <see cref="Position"/>.</summary>
    public readonly ReadOnlySpan<byte> Since(int position) => _source[position.._position];

    /// <summary>One byte.</summary>
    public byte Byte() => Raw(1)[0];

    /// <summary>Eight bytes.</summary>
    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Raw(8));

    /// <summary>See <see cref="StateWriter.Varint"/>.</summary>
    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new StateDamagedException("A number in the stored state has more than ten bytes.");
    }

    /// <summary>A varint that counts or measures something in the rest of the state: never more than <paramref name="most"/>.</summary>
    public int Count(int most)
    {
        var value = Varint();
        if (value > (ulong)most) throw new StateDamagedException($"The stored state claims {value} of something that there are at most {most} of.");
        return (int)value;
    }

    /// <summary>See <see cref="StateWriter.SignedVarint"/>.</summary>
    public long SignedVarint()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>See <see cref="StateWriter.Sum"/>.</summary>
    public Int128 Sum()
    {
        if (Byte() == 0) return SignedVarint();
        var low = UInt64();
        return new Int128(UInt64(), low);
    }

    /// <summary>A length and the bytes.</summary>
    public ReadOnlySpan<byte> Text() => Raw(Count(_source.Length));

    /// <summary>A length in one byte and the bytes.</summary>
    public ReadOnlySpan<byte> ShortText() => Raw(Byte());

    /// <summary>Bytes without a length.</summary>
    public ReadOnlySpan<byte> Raw(int length)
    {
        if (length > _source.Length - _position) throw new StateDamagedException("The stored state is cut short.");
        var bytes = _source.Slice(_position, length);
        _position += length;
        return bytes;
    }

    /// <summary>Reads the version byte.</summary>
    public void Expect(byte version)
    {
        var found = Byte();
        if (found != version) throw new StateDamagedException($"The stored state is of version {found}; this program reads version {version}.");
    }
}
