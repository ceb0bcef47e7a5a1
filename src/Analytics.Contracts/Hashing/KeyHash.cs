using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Analytics.Contracts.Hashing;

/// <summary>
/// Hash of short byte keys, wyhash's construction (multiply 64 by 64, fold the halves): the same on every machine for the same
/// seed. An installation draws its seed once, so that strangers cannot choose keys that collide: seed and length go into both factors of the last product, where
/// no byte of a key can undo them.
/// Source: github.com/wangyi-fudan/wyhash, final version 4, public domain.
/// </summary>
public static class KeyHash
{
    private const ulong P0 = 0xa0761d6478bd642f;
    private const ulong P1 = 0xe7037ed1a0b428db;
    private const ulong P2 = 0x8ebc6af09c88c6e3;
    private const ulong P3 = 0x589965cc75374cc3;

    /// <summary>64-bit hash; never 0, so that 0 can mean "none".</summary>
    public static ulong Compute(ReadOnlySpan<byte> key, ulong seed)
    {
        var state = Fold(key, seed, out var a, out var b) ^ (ulong)key.Length;
        var hash = Mix(Mix(state, P2) ^ a, Mix(state, P3) ^ b);
        return hash == 0 ? P0 : hash;
    }

    /// <summary>128-bit hash for identities; never 0.</summary>
    public static UInt128 Compute128(ReadOnlySpan<byte> key, ulong seed) =>
        new(Compute(key, seed), Compute(key, seed ^ P2));

    /// <summary>Combines two hashes, order mattering.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Combine(ulong first, ulong second)
    {
        var hash = Mix(first ^ P0, second ^ P1);
        return hash == 0 ? P2 : hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ReadOnlySpan<byte> key, ulong seed, out ulong a, out ulong b)
    {
        seed ^= P0;
        // Each read lies inside the key by the length that was just compared.
        ref var rest = ref MemoryMarshal.GetReference(key);
        var length = key.Length;
        for (; length > 16; length -= 16)
        {
            seed = Mix(Read64(ref rest, 0) ^ P1, Read64(ref rest, 8) ^ seed);
            rest = ref Unsafe.Add(ref rest, 16);
        }

        if (length >= 8)
        {
            a = Read64(ref rest, 0);
            b = Read64(ref rest, length - 8);
        }
        else if (length >= 4)
        {
            a = Read32(ref rest, 0);
            b = Read32(ref rest, length - 4);
        }
        else
        {
            a = length == 0 ? 0 : ((ulong)rest << 16) | ((ulong)Unsafe.Add(ref rest, length >> 1) << 8) | Unsafe.Add(ref rest, length - 1);
            b = 0;
        }

        return seed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read64(ref byte from, int at)
    {
        var value = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, at));
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Read32(ref byte from, int at)
    {
        var value = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref from, at));
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong x, ulong y)
    {
        var high = Math.BigMul(x, y, out var low);
        return high ^ low;
    }
}
