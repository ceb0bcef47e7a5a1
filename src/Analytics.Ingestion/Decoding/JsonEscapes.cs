using Analytics.Contracts.Decoding;

namespace Analytics.Ingestion.Decoding;

/// <summary>The escapes in JSON strings: checked when a string is read, resolved only when a column needs the text.</summary>
internal static unsafe class JsonEscapes
{
    /// <summary>
    /// The quote that closes a string, from anywhere inside it; null when the string is not valid, with the <paramref name="reason"/> and its place in <paramref name="at"/>.
    /// An escaped NUL is refused like a plain one: PostgreSQL can store it in no text.
    /// </summary>
    public static byte* FindClosingQuote(byte* p, byte* end, out RejectionReason reason, out byte* at)
    {
        reason = RejectionReason.MalformedJson;
        while (true)
        {
            at = p = JsonText.FindStringEnd(p, end);
            if (p >= end) return null;
            if (*p == '"') return p;
            if (*p != '\\')
            {
                reason = RejectionReason.ControlCharacter;
                return null;
            }

            p = SkipEscape(p, end, ref reason);
            if (p == null) return null;
        }
    }

    /// <summary>Resolves the escapes of a checked string and returns the length, never more than <paramref name="length"/>.</summary>
    public static int Resolve(byte* source, int length, byte* target)
    {
        var end = source + length;
        var start = target;
        while (source < end)
        {
            if (*source != '\\')
            {
                *target++ = *source++;
                continue;
            }

            var escaped = source[1];
            source += 2;
            if (escaped != 'u') *target++ = Plain(escaped);
            else target = WriteCodePoint(ref source, target);
        }

        return (int)(target - start);
    }

    private static byte* SkipEscape(byte* p, byte* end, ref RejectionReason reason)
    {
        if (end - p < 2) return null;
        if (p[1] != 'u') return Plain(p[1]) == 0 ? null : p + 2;
        if (end - p < 6 || !TryHex(p + 2, out var unit)) return null;
        if (unit == 0)
        {
            reason = RejectionReason.ControlCharacter;
            return null;
        }

        if (unit is < 0xD800 or > 0xDFFF) return p + 6;
        if (unit < 0xDC00 && end - p >= 12 && p[6] == '\\' && p[7] == 'u')
        {
            if (!TryHex(p + 8, out var low)) return null;
            if (low is >= 0xDC00 and <= 0xDFFF) return p + 12;
        }

        reason = RejectionReason.LoneSurrogate;
        return null;
    }

    private static byte* WriteCodePoint(ref byte* source, byte* target)
    {
        TryHex(source, out var value);
        source += 4;
        if (value is >= 0xD800 and < 0xDC00)
        {
            TryHex(source + 2, out var low);
            source += 6;
            value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
        }

        return target + new System.Text.Rune(value).EncodeToUtf8(new Span<byte>(target, 4));
    }

    private static byte Plain(byte escaped) => escaped switch
    {
        (byte)'"' => (byte)'"',
        (byte)'\\' => (byte)'\\',
        (byte)'/' => (byte)'/',
        (byte)'b' => 8,
        (byte)'f' => 12,
        (byte)'n' => 10,
        (byte)'r' => 13,
        (byte)'t' => 9,
        _ => 0,
    };

    private static bool TryHex(byte* p, out int value)
    {
        value = 0;
        for (var i = 0; i < 4; i++)
        {
            var digit = p[i] switch
            {
                >= (byte)'0' and <= (byte)'9' => p[i] - '0',
                >= (byte)'a' and <= (byte)'f' => p[i] - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => p[i] - 'A' + 10,
                _ => -1,
            };
            if (digit < 0) return false;
            value = (value << 4) | digit;
        }

        return true;
    }
}
