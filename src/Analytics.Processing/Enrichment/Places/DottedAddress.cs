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

    /// <summary>Whether a text has the length of an address.</summary>
    public static bool MayBeOne(ReadOnlySpan<byte> text) => text.Length is >= MinLength and <= MaxLength;

    /// <summary>False when the text is anything else; leading zeros are refused, because some read them as octal.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out uint bits)
    {
        bits = 0;
        if (!MayBeOne(text)) return false;
        var bytes = Load(text);
        var values = bytes - Vector128.Create((byte)'0');
        var dots = Vector128.Equals(bytes, Vector128.Create((byte)'.')).ExtractMostSignificantBits();
        var digits = Vector128.LessThanOrEqual(values, Vector128.Create((byte)9)).ExtractMostSignificantBits();
        if ((dots | digits) != (1u << text.Length) - 1 || !DottedForms.TryFind(dots, text.Length, out var form)) return false;
        // In each number's four bytes: nothing, hundreds, tens, ones.
        var places = Vector128.ShuffleNative(values, form.Places).AsUInt32();
        var ones = Vector128.Create(0xFFu);
        var numbers = (places >>> 24) + ((places >>> 16 & ones) * 10) + ((places >>> 8 & ones) * 100);
        if (!Vector128.LessThanOrEqualAll(numbers, Vector128.Create(255u)) || !Vector128.GreaterThanOrEqualAll(numbers, form.Least)) return false;
        bits = Vector128.ShuffleNative(numbers.AsByte(), Vector128.Create(12, 8, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)0)).AsUInt32().ToScalar();
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

    /// <summary>A text that may be an address by its length, with zeros behind it: all that it says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Load(ReadOnlySpan<byte> text)
    {
        if (text.Length == MinLength)
            return Vector128.Create(BinaryPrimitives.ReadUInt32LittleEndian(text) | (ulong)(BinaryPrimitives.ReadUInt32LittleEndian(text[3..]) >> 8) << 32, 0).AsByte();
        var last = BinaryPrimitives.ReadUInt64LittleEndian(text[^8..]) >> (8 * (MaxLength - text.Length)) >> 8;
        return Vector128.Create(BinaryPrimitives.ReadUInt64LittleEndian(text), last).AsByte();
    }
}
