using System.Buffers;
using System.Security.Cryptography;

namespace Analytics.Pbm.Loading;

/// <summary>
/// Cuts an input into chunks of whole lines. Where it cuts depends on the bytes and the limits of a chunk alone, and so does each chunk's id prefix: the
/// SHA-256 of everything from the start of the input through the end of the chunk. Reading the same input again, from a file or a
/// pipe, gives the same chunks and so the same ids; the node then counts nothing twice. An input that has grown differs in its last chunk only.
/// </summary>
/// <param name="input">The input.</param>
/// <param name="size">Bytes after which a chunk ends with the last whole line in it.</param>
/// <param name="mostEvents">Lines that are not blank after which it ends before that.</param>
public sealed class ChunkReader(Stream input, int size, int mostEvents) : IDisposable
{
    private const int LongestLine = 64 << 20;
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _rest = [];
    private long _events;
    private long _lines;
    private bool _begun;

    /// <summary>The next chunk; null at the end.</summary>
    /// <exception cref="InvalidDataException">A line is longer than 64 MiB.</exception>
    public async ValueTask<Chunk?> ReadAsync(CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(size, _rest.Length));
        _rest.CopyTo(buffer, 0);
        var length = _rest.Length;
        for (var wanted = Math.Max(size, length); ; wanted = length + size)
        {
            if (buffer.Length < wanted) buffer = Larger(buffer, length, wanted);
            var read = await input.ReadAtLeastAsync(buffer.AsMemory(length, wanted - length), wanted - length, throwOnEndOfStream: false, cancellation);
            var ended = length + read < wanted;
            length = Begin(buffer, length + read);
            var end = ended ? length : buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            if (end > 0 || ended) return Cut(buffer, length, end);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    /// <summary>A byte-order mark at the start belongs to the file, not to the first event.</summary>
    private int Begin(byte[] buffer, int length)
    {
        if (_begun) return length;
        _begun = true;
        if (!buffer.AsSpan(0, length).StartsWith(ByteOrderMark)) return length;
        buffer.AsSpan(ByteOrderMark.Length, length - ByteOrderMark.Length).CopyTo(buffer);
        return length - ByteOrderMark.Length;
    }

    private byte[] Larger(byte[] buffer, int length, int wanted)
    {
        if (wanted > LongestLine) throw new InvalidDataException($"line {_lines + 1} is longer than {LongestLine >> 20} MiB");
        var larger = ArrayPool<byte>.Shared.Rent(wanted);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private Chunk? Cut(byte[] buffer, int length, int end)
    {
        var (lines, events, bytes) = Lines.Count(buffer.AsSpan(0, end), mostEvents);
        _rest = buffer.AsSpan(bytes, length - bytes).ToArray();
        if (bytes == 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return null;
        }

        _hash.AppendData(buffer, 0, bytes);
        var prefix = "load-" + Convert.ToHexStringLower(_hash.GetCurrentHash())[..32];
        var chunk = new Chunk(buffer, bytes, _events, events, _lines + 1, prefix);
        _events += events;
        _lines += lines;
        return chunk;
    }
}
