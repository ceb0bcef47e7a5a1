using Analytics.Contracts.Log;

namespace Analytics.Ingestion.Decoding;

/// <summary>Writes texts as JSON strings.</summary>
internal static class JsonString
{
    private const int MostOfOne = 6;

    /// <summary>Appends a text in quotes, with escapes where they are needed. Bytes that are no UTF-8 stay as they are, for the decoder to refuse.</summary>
    public static void Append(RecordBatch target, ReadOnlySpan<byte> text)
    {
        var plain = text.IndexOfAny(Escaped) is var first and >= 0 ? first : text.Length;
        var bytes = target.Reserve(2 + plain + ((text.Length - plain) * MostOfOne));
        bytes[0] = (byte)'"';
        text[..plain].CopyTo(bytes[1..]);
        var length = plain + 1;
        foreach (var octet in text[plain..]) length += Write(octet, bytes[length..]);
        bytes[length++] = (byte)'"';
        target.Commit(length);
    }

    private static readonly System.Buffers.SearchValues<byte> Escaped = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private static int Write(byte octet, Span<byte> target)
    {
        if (octet is >= 0x20 and not ((byte)'"' or (byte)'\\'))
        {
            target[0] = octet;
            return 1;
        }

        target[0] = (byte)'\\';
        if (octet >= 0x20)
        {
            target[1] = octet;
            return 2;
        }

        "u00"u8.CopyTo(target[1..]);
        target[4] = (byte)('0' + (octet >> 4));
        target[5] = (byte)((octet & 15) < 10 ? '0' + (octet & 15) : 'a' - 10 + (octet & 15));
        return MostOfOne;
    }
}
