using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Analytics.Processing.Enrichment.Places;

/// <summary>
/// Reads dotted IPv4 (<c>203.0.113.7</c>), all its bytes at once: where the dots stand differs from address to address, so that branches on them
/// would be guessed wrong.
/// </summary>
internal static class DottedAddress
{
    /// <summary>Bytes that <see cref="WriteNetwork"/> wants.</summary>
    public const int Room = 16;

    private const int MinLength = 7;
    private const int MaxLength = 15;

    // The least number of so many digits: smaller ones have a leading zero.
    private static ReadOnlySpan<byte> Least => [0, 0, 10, 100];

    /// <summary>Whether a text has the length of an address.</summary>
    public static bool MayBeOne(ReadOnlySpan<byte> text) => text.Length is >= MinLength and <= MaxLength;

    /// <summary>False when the text is anything else; leading zeros are refused, because some read them as octal.</summary>
    [SkipLocalsInit]
    public static bool TryParse(ReadOnlySpan<byte> text, out uint bits)
    {
        bits = 0;
        if (!MayBeOne(text)) return false;
        var bytes = Load(text);
        var dots = Vector128.Equals(bytes, Vector128.Create((byte)'.')).ExtractMostSignificantBits();
        var digits = Vector128.LessThanOrEqual(bytes - Vector128.Create((byte)'0'), Vector128.Create((byte)9)).ExtractMostSignificantBits();
        if ((dots | digits) != (1u << text.Length) - 1 || BitOperations.PopCount(dots) != 3) return false;
        Span<byte> room = stackalloc byte[20];
        MemoryMarshal.Write(room[4..], in bytes);
        var start = 0;
        for (var part = 0; part < 4; part++, dots &= dots - 1)
        {
            var end = part == 3 ? text.Length : BitOperations.TrailingZeroCount(dots);
            if (end - start is < 1 or > 3 || !TryReadNumber(room, start, end, out var number)) return false;
            bits = bits << 8 | number;
            start = end + 1;
        }

        return true;
    }

    /// <summary>
    /// Writes an address that <see cref="TryParse"/> takes with its last number as 0. All of <see cref="Room"/> bytes of the target may be written.
    /// </summary>
    /// <returns>The length.</returns>
    public static int WriteNetwork(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var bytes = Load(text);
        var end = 32 - BitOperations.LeadingZeroCount(Vector128.Equals(bytes, Vector128.Create((byte)'.')).ExtractMostSignificantBits());
        var kept = Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)end));
        var network = Vector128.ConditionalSelect(kept, bytes, Vector128.Create((byte)'0'));
        MemoryMarshal.Write(target, in network);
        return end + 1;
    }

    // The number's digits are the last of the four bytes before its end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadNumber(ReadOnlySpan<byte> room, int start, int end, out uint number)
    {
        var others = 8 * (4 - (end - start));
        var digits = BinaryPrimitives.ReadUInt32LittleEndian(room[end..]) >> others << others & 0x0F0F0F0F;
        number = (digits >> 24) + ((digits >> 16 & 15) * 10) + ((digits >> 8 & 15) * 100);
        return number <= 255 && number >= Least[end - start];
    }

    /// <summary>A text that may be an address by its length, with zeros behind it: all that it says.</summary>
    public static Vector128<byte> Load(ReadOnlySpan<byte> text)
    {
        if (text.Length == MinLength)
            return Vector128.Create(BinaryPrimitives.ReadUInt32LittleEndian(text) | (ulong)(BinaryPrimitives.ReadUInt32LittleEndian(text[3..]) >> 8) << 32, 0).AsByte();
        var last = BinaryPrimitives.ReadUInt64LittleEndian(text[^8..]) >> (8 * (MaxLength - text.Length)) >> 8;
        return Vector128.Create(BinaryPrimitives.ReadUInt64LittleEndian(text), last).AsByte();
    }
}
