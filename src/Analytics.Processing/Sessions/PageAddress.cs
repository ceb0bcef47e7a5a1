namespace Analytics.Processing.Sessions;

/// <summary>The page in a page address: the path, without scheme, host, query and fragment, so that steps are few and hold nobody's personal data.</summary>
public static class PageAddress
{
    /// <summary>Most bytes of a step; longer ones are cut at a character.</summary>
    public const int MostBytes = 255;

    /// <summary>The page of an address: <c>https://shop.example/cart?x=1</c> → <c>/cart</c>, <c>/</c> when there is no path.</summary>
    public static ReadOnlySpan<byte> PageOf(ReadOnlySpan<byte> address)
    {
        var scheme = address.IndexOf("://"u8);
        if (scheme >= 0 && address[..scheme].IndexOfAny((byte)'/', (byte)'?', (byte)'#') < 0)
        {
            address = address[(scheme + 3)..];
            var host = address.IndexOfAny((byte)'/', (byte)'?', (byte)'#');
            address = host < 0 ? default : address[host..];
        }

        var end = address.IndexOfAny((byte)'?', (byte)'#');
        if (end >= 0) address = address[..end];
        return address.IsEmpty ? "/"u8 : Cut(address);
    }

    /// <summary>The first <see cref="MostBytes"/> bytes of a text, cut at a character.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text)
    {
        if (text.Length <= MostBytes) return text;
        var length = MostBytes;
        while (length > 0 && (text[length] & 0xC0) == 0x80) length--;
        return text[..length];
    }
}
