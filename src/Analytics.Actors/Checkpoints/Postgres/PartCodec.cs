using System.IO.Compression;
using K4os.Compression.LZ4;

namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>
/// Compression of parts: LZ4, and only where it saves an eighth; small parts stay as they are. Whoever takes a shard over waits for every byte of its state to be unpacked, so that
/// this is fast counts for more than the last tenth of size.
/// </summary>
internal static class PartCodec
{
    /// <summary>Bytes as they are.</summary>
    public const short Plain = 0;

    /// <summary>Brotli: what earlier versions wrote. Only read.</summary>
    public const short Brotli = 1;

    /// <summary>One LZ4 block.</summary>
    public const short Lz4 = 2;

    private const int SmallestCompressed = 1024;

    /// <summary>Room that <see cref="Encode"/> needs.</summary>
    public static int MostBytes(int length) => LZ4Codec.MaximumOutputSize(length);

    /// <summary>Compresses if that pays; <paramref name="written"/> is 0 for <see cref="Plain"/>.</summary>
    public static short Encode(ReadOnlySpan<byte> bytes, Span<byte> target, out int written)
    {
        written = 0;
        if (bytes.Length < SmallestCompressed) return Plain;
        written = LZ4Codec.Encode(bytes, target);
        if (written > 0 && written < bytes.Length - (bytes.Length / 8)) return Lz4;
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
            case Lz4:
                return LZ4Codec.Decode(content, target) == target.Length;
            case Brotli:
                return BrotliDecoder.TryDecompress(content, target, out var written) && written == target.Length;
            default:
                return false;
        }
    }
}
