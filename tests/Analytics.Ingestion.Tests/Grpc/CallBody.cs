using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Threading.Channels;
using Analytics.Ingestion.Grpc.Messages;
using Google.Protobuf;

namespace Analytics.Ingestion.Tests.Grpc;

/// <summary>The body of a call: bytes that are sent as they are written, until it is ended.</summary>
internal sealed class CallBody : HttpContent
{
    private readonly Channel<byte[]> _bytes = Channel.CreateUnbounded<byte[]>();

    public CallBody() => Headers.TryAddWithoutValidation("Content-Type", "application/grpc");

    /// <summary>A body of these bytes and no more.</summary>
    public static CallBody Of(params byte[][] frames)
    {
        var body = new CallBody();
        foreach (var frame in frames) body.Write(frame);
        body.End();
        return body;
    }

    /// <summary>A message with its header.</summary>
    public static byte[] Frame(byte[] message, bool isPacked = false)
    {
        var frame = new byte[message.Length + 5];
        frame[0] = isPacked ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>A batch of events given as JSON, with its header.</summary>
    public static byte[] Frame(params string[] events) => Frame(Message(events));

    /// <summary>A batch of events given as JSON.</summary>
    public static byte[] Message(params string[] events)
    {
        var request = new IngestRequest();
        request.Events.AddRange(events.Select(text => new Event { Json = ByteString.CopyFrom(text, Encoding.UTF8) }));
        return request.ToByteArray();
    }

    public void Write(byte[] bytes) => _bytes.Writer.TryWrite(bytes);

    public void End() => _bytes.Writer.TryComplete();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await foreach (var bytes in _bytes.Reader.ReadAllAsync())
        {
            await stream.WriteAsync(bytes);
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
