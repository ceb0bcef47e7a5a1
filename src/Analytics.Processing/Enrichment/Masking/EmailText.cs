using System.Buffers;

namespace Analytics.Processing.Enrichment.Masking;

/// <summary>Recognises e-mail addresses inside text: what RFC 5322 allows in an unquoted
/// local part, but for <c># &amp; / = ?</c>, which part words in URLs; an at sign; a domain with a dot.</summary>
internal static class EmailText
{
    private static readonly SearchValues<byte> Local =
        SearchValues.Create([.. "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-'!$*^`{|}~"u8, .. Enumerable.Range(0x80, 0x80).Select(c => (byte)c)]);

    private static readonly SearchValues<byte> Domain =
        SearchValues.Create([.. "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"u8, .. Enumerable.Range(0x80, 0x80).Select(c => (byte)c)]);

    /// <summary>Finds the first address at or after <paramref name="from"/>.</summary>
    public static bool TryFind(ReadOnlySpan<byte> text, int from, out int start, out int end)
    {
        start = end = 0;
        for (var at = from; at < text.Length; at++)
        {
            var found = text[at..].IndexOf((byte)'@');
            if (found < 0) return false;
            at += found;
            start = from + text[from..at].LastIndexOfAnyExcept(Local) + 1;
            var length = text[(at + 1)..].IndexOfAnyExcept(Domain);
            end = length < 0 ? text.Length : at + 1 + length;
            while (end > at + 1 && text[end - 1] is (byte)'.' or (byte)'-') end--;
            if (start < at && text[(at + 1)..end].Contains((byte)'.')) return true;
        }

        return false;
    }

    /// <summary>True when the text holds an address.</summary>
    public static bool IsIn(ReadOnlySpan<byte> text) => text.Contains((byte)'@') && TryFind(text, 0, out _, out _);
}
