using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Analytics.Ingestion.Tests.Http;

/// <summary>A request whose head is sent at once, and whose body comes when the test says so.</summary>
internal sealed class SlowRequest : IDisposable
{
    private readonly TcpClient _connection;

    public SlowRequest(Uri node, int announced)
    {
        _connection = new TcpClient(node.Host, node.Port) { NoDelay = true };
        var head = string.Create(CultureInfo.InvariantCulture, $"POST /api/v1/events HTTP/1.1\r\nHost: {node.Authority}\r\nContent-Length: {announced}\r\n\r\n");
        _connection.GetStream().Write(Encoding.ASCII.GetBytes(head));
    }

    public Task SendAsync(int bytes) => _connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(new string(' ', bytes))).AsTask();

    public void Dispose() => _connection.Dispose();
}
