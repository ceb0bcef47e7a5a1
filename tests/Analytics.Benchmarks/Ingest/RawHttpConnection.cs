using System.Net;
using System.Net.Sockets;

namespace Analytics.Benchmarks.Ingest;

/// <summary>
/// One keep-alive connection that sends ready-made requests and reads answers with as little work as possible, so that the driver's share of the two
/// cores stays small. Understands just what the node sends: a status line, headers with Content-Length or chunks.
/// </summary>
internal sealed class RawHttpConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[64 * 1024];

    public Task ConnectAsync(int port) => _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>Sends a request and returns the status of its answer.</summary>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        while (!request.IsEmpty) request = request[await _socket.SendAsync(request)..];
        var length = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_answer.AsMemory(length));
            if (read == 0) throw new IOException("The node closed the connection.");
            length += read;
            if (StatusOf(_answer.AsSpan(0, length)) is { } status) return status;
        }
    }

    /// <summary>Status of an answer; null while some of it is to come.</summary>
    public static int? StatusOf(ReadOnlySpan<byte> answer) =>
        IsComplete(answer) ? ((answer[9] - '0') * 100) + ((answer[10] - '0') * 10) + (answer[11] - '0') : null;

    public void Dispose() => _socket.Dispose();

    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var headers = answer[..end];
        var body = answer[(end + 4)..];
        var at = headers.IndexOf("Content-Length: "u8);
        if (at < 0) return body.EndsWith("0\r\n\r\n"u8);
        var length = 0;
        foreach (var digit in headers[(at + 16)..])
        {
            if (digit is < (byte)'0' or > (byte)'9') break;
            length = (length * 10) + digit - '0';
        }

        return body.Length >= length;
    }
}
