using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// Scans JSON text by whole vectors. Everything may read up to <see cref="Overread"/> bytes behind <c>end</c>, so a buffer needs that much room there;
/// what it finds there is never believed: callers compare with <c>end</c>.
/// </summary>
internal static unsafe class JsonText
{
    /// <summary>Bytes behind the end that must be readable.</summary>
    public const int Overread = 64;

    /// <summary>The first byte that is not white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* SkipSpace(byte* p, byte* end) => *p > 0x20 ? p : SkipSpaceRun(p, end);

    /// <summary>True when all bytes are ASCII; may be false for a text whose neighbour behind it is not.</summary>
    /// <param name="p">The text.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="hasAt">True when there is an at sign; may be true because of the neighbour, too.</param>
    public static bool IsAscii(byte* p, int length, out bool hasAt)
    {
        var seen = Vector256<byte>.Zero;
        var at = Vector256<byte>.Zero;
        for (var end = p + length; p < end; p += 2 * Vector256<byte>.Count)
        {
            var v = Vector256.Load(p);
            var w = Vector256.Load(p + Vector256<byte>.Count);
            seen |= v | w;
            at |= Vector256.Equals(v, Vector256.Create((byte)'@')) | Vector256.Equals(w, Vector256.Create((byte)'@'));
        }

        hasAt = at.ExtractMostSignificantBits() != 0;
        return seen.ExtractMostSignificantBits() == 0;
    }

    /// <summary>The first quote, backslash or control character at or behind <paramref name="p"/>; at or behind <paramref name="end"/> when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* FindStringEnd(byte* p, byte* end)
    {
        do
        {
            var v = Vector256.Load(p);
            var found = Vector256.Equals(v, Vector256.Create((byte)'"')) | Vector256.Equals(v, Vector256.Create((byte)'\\')) |
                Vector256.LessThan(v, Vector256.Create((byte)0x20));
            var bits = found.ExtractMostSignificantBits();
            if (bits != 0) return p + BitOperations.TrailingZeroCount(bits);
            p += Vector256<byte>.Count;
        }
        while (p < end);
        return p;
    }

    /// <summary>The byte behind a number that starts at <paramref name="p"/>, by the grammar of RFC 8259; null when there is no number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* SkipNumber(byte* p, byte* end)
    {
        var v = Vector128.Load(p);
        var other = ~Vector128.LessThan(v - Vector128.Create((byte)'0'), Vector128.Create((byte)10)).ExtractMostSignificantBits();
        var length = BitOperations.TrailingZeroCount(other);
        var isPlain = length is > 0 and < 16 && (*p != '0' || length == 1) && p[length] is (byte)',' or (byte)'}' or (byte)']' && p + length < end;
        return isPlain ? p + length : SkipAnyNumber(p, end);
    }

    /// <summary>True when a number of the grammar is finite as a double.</summary>
    public static bool IsFinite(byte* p, int length)
    {
        var text = new ReadOnlySpan<byte>(p, length);
        return text.IndexOfAny((byte)'e', (byte)'E') < 0 && length < 300 || (Utf8Parser.TryParse(text, out double value, out _) && double.IsFinite(value));
    }

    /// <summary>True for 0 to 9.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsDigit(byte b) => (uint)(b - '0') <= 9;

    private static byte* SkipAnyNumber(byte* p, byte* end)
    {
        if (*p == '-') p++;
        if (p >= end || !IsDigit(*p)) return null;
        if (*p == '0') p++;
        else p = SkipDigits(p, end);
        if (p < end && *p == '.')
        {
            var fraction = p + 1;
            p = SkipDigits(fraction, end);
            if (p == fraction) return null;
        }

        return p < end && (*p | 0x20) == 'e' ? SkipExponent(p + 1, end) : p;
    }

    private static byte* SkipExponent(byte* p, byte* end)
    {
        if (p < end && *p is (byte)'+' or (byte)'-') p++;
        var digits = p;
        p = SkipDigits(digits, end);
        return p == digits ? null : p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* SkipDigits(byte* p, byte* end)
    {
        while (p < end && IsDigit(*p)) p++;
        return p;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* SkipSpaceRun(byte* p, byte* end)
    {
        if (p >= end || !IsSpace(*p)) return p;
        if (*++p > 0x20) return p;
        while (p < end)
        {
            var v = Vector256.Load(p);
            var space = Vector256.Equals(v, Vector256.Create((byte)' ')) | Vector256.Equals(v, Vector256.Create((byte)'\n')) |
                Vector256.Equals(v, Vector256.Create((byte)'\r')) | Vector256.Equals(v, Vector256.Create((byte)'\t'));
            var bits = ~space.ExtractMostSignificantBits();
            if (bits != 0) return p + BitOperations.TrailingZeroCount(bits);
            p += Vector256<byte>.Count;
        }

        return p;
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
