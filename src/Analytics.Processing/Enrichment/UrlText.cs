namespace Analytics.Processing.Enrichment;

/// <summary>Reads query parameters of URLs and resolves their escapes. Allocates nothing.</summary>
internal static class UrlText
{
    /// <summary>What lies between the first question mark and the fragment; empty when there is no query.</summary>
    public static ReadOnlySpan<byte> Query(ReadOnlySpan<byte> url)
    {
        var start = url.IndexOf((byte)'?');
        if (start < 0) return default;
        var query = url[(start + 1)..];
        var end = query.IndexOf((byte)'#');
        return end < 0 ? query : query[..end];
    }

    /// <summary>Takes the next parameter off the front of <paramref name="query"/>; false at the end.</summary>
    public static bool TryReadNext(scoped ref ReadOnlySpan<byte> query, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        if (query.IsEmpty) return false;
        var end = query.IndexOf((byte)'&');
        var parameter = end < 0 ? query : query[..end];
        query = end < 0 ? default : query[(end + 1)..];
        var equals = parameter.IndexOf((byte)'=');
        name = equals < 0 ? parameter : parameter[..equals];
        value = equals < 0 ? default : parameter[(equals + 1)..];
        return true;
    }

    /// <summary>True when the text is not what it stands for.</summary>
    public static bool IsEscaped(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'%', (byte)'+') >= 0;

    /// <summary>Resolves percent escapes and plus signs; what is no escape stays. Stops when the target is full.</summary>
    /// <returns>Bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var length = 0;
        for (var i = 0; i < text.Length && length < target.Length; i++)
        {
            var c = text[i];
            if (c == '%' && i + 2 < text.Length && Digit(text[i + 1]) is var high and >= 0 && Digit(text[i + 2]) is var low and >= 0)
            {
                c = (byte)(high << 4 | low);
                i += 2;
            }
            else if (c == '+')
            {
                c = (byte)' ';
            }

            target[length++] = c;
        }

        return length;
    }

    /// <summary>The text, at most <paramref name="limit"/> bytes of it, never with a character cut in two.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int limit)
    {
        if (text.Length <= limit) return text;
        while (limit > 0 && (text[limit] & 0xC0) == 0x80) limit--;
        return text[..limit];
    }

    private static int Digit(byte c) => char.IsAsciiHexDigit((char)c) ? (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10) : -1;
}
