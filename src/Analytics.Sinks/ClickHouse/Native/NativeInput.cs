using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Analytics.Sinks.ClickHouse.Native;

/// <summary>Reads an answer in the Native format from its first byte to its last.</summary>
/// <param name="bytes">The answer.</param>
internal ref struct NativeInput(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where the next value begins.</summary>
    public int At { get; private set; }

    /// <summary>Whether everything was read.</summary>
    public readonly bool IsAtEnd => At >= _bytes.Length;

    /// <summary>A length or a count.</summary>
    public int Count()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = _bytes[At++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return checked((int)value);
        }
    }

    public ulong UInt64()
    {
        var value = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[At..]);
        At += sizeof(ulong);
        return value;
    }

    /// <summary>A text with its length before it.</summary>
    public ReadOnlySpan<byte> Text() => Bytes(Count());

    public ReadOnlySpan<byte> Bytes(int count)
    {
        var taken = _bytes.Slice(At, count);
        At += count;
        return taken;
    }

    /// <summary>Numbers of one width; the machine's byte order is the format's.</summary>
    public ReadOnlySpan<T> Numbers<T>(int count)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes(checked(count * Marshal.SizeOf<T>())));
}
