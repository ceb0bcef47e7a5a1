using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Admission;
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

    /// <summary>Reads the message, decompressed, into the target, as fast as there is room for what has come.</summary>
    /// <exception cref="GrpcFaultException">It is cut short, cannot be decompressed, grows beyond the limits, or there was no room in time.</exception>
    public async ValueTask ReadAsync(MessageHeader header, RecordBatch target, InFlightClaim claim, CancellationToken cancellation)
    {
        if (header.IsPacked) await UnpackAsync(header, target, claim, cancellation);
        else await FillAsync(header, target, claim, cancellation);
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

    private async ValueTask FillAsync(MessageHeader header, RecordBatch target, InFlightClaim claim, CancellationToken cancellation)
    {
        while (target.Length < header.Length)
        {
            var read = await pipe.ReadAsync(cancellation);
            var taken = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, header.Length - target.Length));
            if (!await claim.HoldAsync(target.Length + taken.Length, cancellation)) throw new GrpcFaultException(Problem.TooMuchInFlight(options.RetryAfter));
            foreach (var segment in taken) target.Append(segment.Span);
            pipe.AdvanceTo(taken.End);
            if (read.IsCompleted && target.Length < header.Length && taken.Length == read.Buffer.Length) throw CutShort();
        }
    }

    private async ValueTask UnpackAsync(MessageHeader header, RecordBatch target, InFlightClaim claim, CancellationToken cancellation)
    {
        await using var packed = new CountingStream(pipe.AsStream(leaveOpen: true), header.Length);
        var problem = await BodyReader.UnpackAsync(packed, Unpacked, target, claim, options, cancellation);
        await packed.CopyToAsync(Stream.Null, cancellation);
        if (packed.Count < header.Length) throw CutShort();
        if (problem is not null) throw new GrpcFaultException(problem);
    }

    private Stream Unpacked(Stream packed) =>
        encoding == "gzip" ? new GZipStream(packed, CompressionMode.Decompress) : new ZLibStream(packed, CompressionMode.Decompress);

    private static GrpcFaultException CutShort() => new(GrpcStatus.Broken("A message is cut short."));
}
