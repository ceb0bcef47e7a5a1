namespace Analytics.Processing.Enrichment.Places;

/// <summary>An IPv4 or IPv6 address. IPv4 lies in the last 32 bits; an IPv4-mapped IPv6 address is an IPv4 one.</summary>
/// <param name="Bits">The address as a number.</param>
/// <param name="IsIPv4">True for IPv4.</param>
public readonly record struct InternetAddress(UInt128 Bits, bool IsIPv4)
{
    /// <summary>Longest text of an address: IPv6 with an IPv4 tail.</summary>
    public const int MaxTextLength = 45;

    private const int Groups = 8;

    /// <summary>Reads an address from text: dotted IPv4, or IPv6 by RFC 4291 with or without brackets or a zone. Allocates nothing.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out InternetAddress address)
    {
        address = default;
        if (DottedAddress.TryParse(text, out var bits))
        {
            address = new InternetAddress(bits, true);
            return true;
        }

        if (text.Length > 2 && text[0] == '[' && text[^1] == ']') text = text[1..^1];
        var zone = text.IndexOf((byte)'%');
        if (zone > 0) text = text[..zone];
        if (text.Length > MaxTextLength) return false;
        if (!text.Contains((byte)':'))
        {
            if (!DottedAddress.TryParse(text, out bits)) return false;
            address = new InternetAddress(bits, true);
            return true;
        }

        if (!TryParseIPv6(text, out var wide)) return false;
        address = wide >> 32 == 0xFFFF ? new InternetAddress((uint)wide, true) : new InternetAddress(wide, false);
        return true;
    }

    /// <summary>The address without its host part: IPv4 to /24, IPv6 to /48.</summary>
    public InternetAddress Network() => this with { Bits = IsIPv4 ? Bits & 0xFFFFFF00u : Bits >> 80 << 80 };

    /// <summary>Writes the address as text (IPv6 by RFC 5952) and returns its length, at most <see cref="MaxTextLength"/>.</summary>
    public int Write(Span<byte> target) => IsIPv4 ? WriteIPv4(target) : WriteIPv6(target);

    private static bool TryParseIPv6(ReadOnlySpan<byte> text, out UInt128 bits)
    {
        bits = 0;
        var gap = text.IndexOf("::"u8);
        if (gap < 0) return TryParseGroups(text, out bits, out var all) && all == Groups;
        if (!TryParseGroups(text[..gap], out var head, out var before) || !TryParseGroups(text[(gap + 2)..], out var tail, out var after)) return false;
        if (before + after >= Groups) return false;
        bits = (before == 0 ? 0 : head << (16 * (Groups - before))) | tail;
        return true;
    }

    private static bool TryParseGroups(ReadOnlySpan<byte> text, out UInt128 bits, out int groups)
    {
        bits = 0;
        groups = 0;
        if (text.IsEmpty) return true;
        while (true)
        {
            var end = text.IndexOf((byte)':');
            var group = end < 0 ? text : text[..end];
            if (end < 0 && group.Contains((byte)'.'))
            {
                if (groups > Groups - 2 || !DottedAddress.TryParse(group, out var tail)) return false;
                bits = bits << 32 | tail;
                groups += 2;
                return true;
            }

            if (groups == Groups || !TryParseGroup(group, out var value)) return false;
            bits = bits << 16 | value;
            groups++;
            if (end < 0) return true;
            text = text[(end + 1)..];
        }
    }

    private static bool TryParseGroup(ReadOnlySpan<byte> text, out uint value)
    {
        value = 0;
        if (text.Length is 0 or > 4) return false;
        foreach (var digit in text)
        {
            if (!char.IsAsciiHexDigit((char)digit)) return false;
            value = value << 4 | (uint)(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return true;
    }

    private int WriteIPv4(Span<byte> target)
    {
        var length = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            System.Buffers.Text.Utf8Formatter.TryFormat((byte)(uint)(Bits >> shift), target[length..], out var written);
            length += written;
            if (shift > 0) target[length++] = (byte)'.';
        }

        return length;
    }

    private int WriteIPv6(Span<byte> target)
    {
        var (gapStart, gapEnd) = LongestZeroRun();
        var length = 0;
        for (var group = 0; group < Groups; group++)
        {
            if (group == gapStart)
            {
                "::"u8.CopyTo(target[length..]);
                length += 2;
                group = gapEnd - 1;
                continue;
            }

            if (group > 0 && group != gapEnd) target[length++] = (byte)':';
            System.Buffers.Text.Utf8Formatter.TryFormat(Group(group), target[length..], out var written, 'x');
            length += written;
        }

        return length;
    }

    private ushort Group(int index) => (ushort)(Bits >> (16 * (Groups - 1 - index)));

    private (int Start, int End) LongestZeroRun()
    {
        var (start, end) = (-1, -1);
        for (var from = 0; from < Groups; from++)
        {
            var to = from;
            while (to < Groups && Group(to) == 0) to++;
            if (to - from > Math.Max(1, end - start)) (start, end) = (from, to);
        }

        return (start, end);
    }
}
