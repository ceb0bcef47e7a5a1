namespace Analytics.Pbm.Loading;

/// <summary>Counts lines of bytes.</summary>
public static class Lines
{
    /// <summary>Number of lines, and of those among them that are not blank.</summary>
    public static (int Lines, int Events) Count(ReadOnlySpan<byte> text)
    {
        var (lines, events) = (0, 0);
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            if (!IsBlank(end < 0 ? text : text[..end])) events++;
            lines++;
            text = end < 0 ? default : text[(end + 1)..];
        }

        return (lines, events);
    }

    /// <summary>Whether a line holds nothing but white space.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => (line.IsEmpty || line[0] <= ' ') && line.IndexOfAnyExcept(" \t\r\n"u8) < 0;
}
