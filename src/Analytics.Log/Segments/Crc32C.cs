using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Analytics.Log.Segments;

/// <summary>
/// CRC-32C (Castagnoli), by the processor's instruction where there is one (SSE 4.2, ARMv8), else by table. The instruction takes
/// three cycles but a new one starts every cycle, so three lanes run side by side and are joined by shifting a lane's state
/// over the length of the next.
/// </summary>
internal static class Crc32C
{
    private const int Lane = 1024;
    private static readonly uint[] ShiftByLane = BuildShift();

    public static uint Compute(ReadOnlySpan<byte> bytes) => ~Update(uint.MaxValue, bytes);

    private static uint Update(uint state, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 3 * Lane)
        {
            state = UpdateLanes(state, ref MemoryMarshal.GetReference(bytes));
            bytes = bytes[(3 * Lane)..];
        }

        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var last in bytes) state = BitOperations.Crc32C(state, last);
        return state;
    }

    private static uint UpdateLanes(uint first, ref byte start)
    {
        uint second = 0, third = 0;
        for (nint i = 0; i < Lane; i += sizeof(ulong))
        {
            first = BitOperations.Crc32C(first, Read(ref Unsafe.Add(ref start, i)));
            second = BitOperations.Crc32C(second, Read(ref Unsafe.Add(ref start, i + Lane)));
            third = BitOperations.Crc32C(third, Read(ref Unsafe.Add(ref start, i + 2 * Lane)));
        }

        return Shift(Shift(first) ^ second) ^ third;
    }

    private static ulong Read(ref byte source)
    {
        var value = Unsafe.ReadUnaligned<ulong>(ref source);
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    private static uint Shift(uint state) =>
        ShiftByLane[state & 255] ^ ShiftByLane[256 + ((state >> 8) & 255)] ^
        ShiftByLane[512 + ((state >> 16) & 255)] ^ ShiftByLane[768 + (state >> 24)];

    private static uint[] BuildShift()
    {
        var table = new uint[4 * 256];
        for (var i = 0; i < table.Length; i++)
        {
            var state = (uint)(i & 255) << (8 * (i >> 8));
            for (var step = 0; step < Lane / sizeof(ulong); step++) state = BitOperations.Crc32C(state, 0UL);
            table[i] = state;
        }

        return table;
    }
}
