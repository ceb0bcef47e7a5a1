using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// Where the quotes of an event stand, found 64 bytes at a time. A parser that knows them need not search the end of each string, one after the
/// other, each search waiting for the one before. Only for events without backslashes and control characters: nearly all that machines send.
/// </summary>
internal sealed unsafe class QuoteIndex
{
    private const int Block = 64;
    private int[] _memory = GC.AllocateUninitializedArray<int>(4096, pinned: true);

    /// <summary>True when the text last indexed is ASCII, and so valid UTF-8.</summary>
    public bool IsAscii { get; private set; }

    /// <summary>
    /// The places of the quotes, counted from <paramref name="start"/>, followed by <paramref name="length"/> twice. Null when the text has a backslash or
    /// a control character. Valid until the next call.
    /// </summary>
    public int* Build(byte* start, int length)
    {
        EnsureRoomFor(length);
        var first = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        var next = first;
        ulong special = 0, high = 0;
        for (var at = 0; at < length; at += Block)
        {
            var v = Vector512.Load(start + at);
            var inside = length - at >= Block ? ulong.MaxValue : (1UL << (length - at)) - 1;
            special |= (Vector512.Equals(v, Vector512.Create((byte)'\\')) | Vector512.LessThan(v, Vector512.Create((byte)0x20))).ExtractMostSignificantBits() & inside;
            high |= v.ExtractMostSignificantBits() & inside;
            next = Write(next, at, Vector512.Equals(v, Vector512.Create((byte)'"')).ExtractMostSignificantBits() & inside);
        }

        next[0] = next[1] = next[2] = length;
        IsAscii = high == 0;
        return special == 0 ? first : null;
    }

    // Eight at a time, needed or not: the branches on how many there are can be foretold, one for each quote could not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int* Write(int* target, int at, ulong bits)
    {
        var count = BitOperations.PopCount(bits);
        var end = target + count;
        bits = WriteEight(target, at, bits);
        if (count > 8) bits = WriteEight(target + 8, at, bits);
        for (target += 16; count > 16; count -= 8, target += 8) bits = WriteEight(target, at, bits);
        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WriteEight(int* target, int at, ulong bits)
    {
        target[0] = at + BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        target[1] = at + BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        target[2] = at + BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        target[3] = at + BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        target[4] = at + BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        target[5] = at + BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        target[6] = at + BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        target[7] = at + BitOperations.TrailingZeroCount(bits);
        return bits & (bits - 1);
    }

    private void EnsureRoomFor(int length)
    {
        if (_memory.Length < length + (2 * Block)) _memory = GC.AllocateUninitializedArray<int>((length * 2) + (2 * Block), pinned: true);
    }
}
