using System.IO.Compression;

namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>Compression of parts: the fastest level, and only where it saves an eighth; small parts stay as they are.</summary>
internal static class PartCodec
{
    /// <summary>Bytes as they are.</summary>
    public const short Plain = 0;

    /// <summary>Brotli.</summary>
    public const short Brotli = 1;

    private const int SmallestCompressed = 1024;
    private const int Quality = 0;
    private const int WindowBits = 18;

    /// <summary>Room that <see cref="Encode"/> needs.</summary>
    public static int MostBytes(int length) => BrotliEncoder.GetMaxCompressedLength(length);

    /// <summary>Compresses if that pays; <paramref name="written"/> is 0 for <see cref="Plain"/>.</summary>
    public static short Encode(ReadOnlySpan<byte> bytes, Span<byte> target, out int written)
    {
        written = 0;
        if (bytes.Length < SmallestCompressed) return Plain;
        if (BrotliEncoder.TryCompress(bytes, target, out written, Quality, WindowBits) && written < bytes.Length - (bytes.Length / 8)) return Brotli;
        written = 0;
        return Plain;
    }

    /// <summary>Fills the target; false when the content does not give exactly that many bytes.</summary>
    public static bool TryDecode(short codec, ReadOnlySpan<byte> content, Span<byte> target)
    {
        switch (codec)
        {
            case Plain:
                if (content.Length != target.Length) return false;
                content.CopyTo(target);
                return true;
            case Brotli:
                return BrotliDecoder.TryDecompress(content, target, out var written) && written == target.Length;
            default:
                return false;
        }
    }
}
