using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Http;
using Analytics.Ingestion.Pipeline;

namespace Analytics.Ingestion.Grpc;

/// <summary>
/// Parts the body of a call into messages: for each one a byte that says whether it is compressed, a 32-bit big-endian length, the bytes. Nothing is read
/// that was not asked for, so a slow node slows the client down by flow control.
/// </summary>
internal sealed class MessageReader(PipeReader pipe, string encoding, IngestionOptions options)
{
    private const int HeaderSize = 5;
    private const int Chunk = 64 * 1024;

    /// <summary>True for a <c>grpc-encoding</c> that can be read.</summary>
    public static bool IsKnown(string encoding) => encoding is "" or "identity" or "gzip" or "deflate";

    /// <summary>The header of the next message; null when the client has sent its last one.</summary>
    /// <exception cref="GrpcFaultException">The message is larger than allowed, or the bytes are none.</exception>
    public async ValueTask<MessageHeader?> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var read = await pipe.ReadAsync(cancellation);
            if (read.Buffer.Length >= HeaderSize)
            {
                var header = Parse(read.Buffer.Slice(0, HeaderSize));
                pipe.AdvanceTo(read.Buffer.GetPosition(HeaderSize));
                return Checked(header);
            }

            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) return read.Buffer.IsEmpty ? null : throw CutShort();
        }
    }

    /// <summary>Bytes that a message may take up in memory.</summary>
    public long MostOf(MessageHeader header) =>
        header.IsPacked ? header.Length + Math.Min(options.MaxRequestBytes, BodyReader.MostOf(header.Length, options)) : header.Length;

    /// <summary>Reads the message, decompressed, behind what the target holds.</summary>
    /// <exception cref="GrpcFaultException">It is cut short, cannot be decompressed, or grows beyond the limits.</exception>
    public async ValueTask ReadAsync(MessageHeader header, RecordBatch target, CancellationToken cancellation)
    {
        if (!header.IsPacked)
        {
            target.Reserve(header.Length);
            await FillAsync(target.Buffer.AsMemory(target.Length, header.Length), cancellation);
            target.Commit(header.Length);
            return;
        }

        var packed = ArrayPool<byte>.Shared.Rent(header.Length);
        try
        {
            await FillAsync(packed.AsMemory(0, header.Length), cancellation);
            Unpack(packed, header.Length, target);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    private static MessageHeader Parse(ReadOnlySequence<byte> bytes)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        bytes.CopyTo(header);
        return new MessageHeader(header[0] != 0, (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(header[1..])));
    }

    private MessageHeader Checked(MessageHeader header)
    {
        if (header.Length > options.MaxRequestBytes) throw new GrpcFaultException(Problem.TooLarge(options.MaxRequestBytes));
        if (header.IsPacked && encoding is ("" or "identity")) throw new GrpcFaultException(GrpcStatus.Broken("A message is compressed, but grpc-encoding does not say how."));
        return header;
    }

    private async ValueTask FillAsync(Memory<byte> target, CancellationToken cancellation)
    {
        while (!target.IsEmpty)
        {
            var read = await pipe.ReadAsync(cancellation);
            var taken = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, target.Length));
            taken.CopyTo(target.Span);
            target = target[(int)taken.Length..];
            pipe.AdvanceTo(taken.End);
            if (read.IsCompleted && !target.IsEmpty && taken.Length == read.Buffer.Length) throw CutShort();
        }
    }

    private void Unpack(byte[] packed, int length, RecordBatch target)
    {
        var most = Math.Min(options.MaxRequestBytes, BodyReader.MostOf(length, options));
        using var source = new MemoryStream(packed, 0, length, writable: false);
        using Stream unpacked = encoding == "gzip" ? new GZipStream(source, CompressionMode.Decompress) : new ZLibStream(source, CompressionMode.Decompress);
        try
        {
            while (true)
            {
                var read = unpacked.Read(target.Reserve(Chunk)[..Chunk]);
                if (read == 0) return;
                target.Commit(read);
                if (target.Length > most) throw new GrpcFaultException(most == options.MaxRequestBytes ? Problem.TooLarge(options.MaxRequestBytes) : Problem.TooCompressed);
            }
        }
        catch (InvalidDataException)
        {
            throw new GrpcFaultException(Problem.BadCompression);
        }
    }

    private static GrpcFaultException CutShort() => new(GrpcStatus.Broken("A message is cut short."));
}
