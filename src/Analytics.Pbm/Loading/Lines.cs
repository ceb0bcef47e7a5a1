namespace Analytics.Pbm.Loading;

/// <summary>Counts lines of bytes.</summary>
public static class Lines
{
    /// <summary>Counts lines, those among them that are not blank, and the bytes of them all, up to so many that are not blank.</summary>
    public static (int Lines, int Events, int Bytes) Count(ReadOnlySpan<byte> text, int mostEvents)
    {
        var (lines, events, bytes) = (0, 0, 0);
        while (bytes < text.Length && events < mostEvents)
        {
            var rest = text[bytes..];
            var end = rest.IndexOf((byte)'\n');
            if (!IsBlank(end < 0 ? rest : rest[..end])) events++;
            lines++;
            bytes += end < 0 ? rest.Length : end + 1;
        }

        return (lines, events, bytes);
    }

    /// <summary>Whether a line holds nothing but white space.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => (line.IsEmpty || line[0] <= ' ') && line.IndexOfAnyExcept(" \t\r\n"u8) < 0;
}
