using System.IO.Compression;

namespace Analytics.Pbm.Loading;

/// <summary>A chunk and its body as it is sent.</summary>
/// <param name="Chunk">The lines.</param>
/// <param name="Body">Them, or them compressed.</param>
/// <param name="Compressed">Whether the body is gzip.</param>
internal sealed record PreparedChunk(Chunk Chunk, ReadOnlyMemory<byte> Body, bool Compressed) : IDisposable
{
    public static PreparedChunk From(Chunk chunk, bool compress) =>
        compress ? new PreparedChunk(chunk, Compress(chunk.Bytes.Span), true) : new PreparedChunk(chunk, chunk.Bytes, false);

    public void Dispose() => Chunk.Dispose();

    private static ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> bytes)
    {
        using var target = new MemoryStream(bytes.Length / 4);
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return target.GetBuffer().AsMemory(0, (int)target.Length);
    }
}
