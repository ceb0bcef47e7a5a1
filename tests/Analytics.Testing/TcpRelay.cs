using System.Net;
using System.Net.Sockets;

namespace Analytics.Testing;

/// <summary>Passes bytes on between a client and a server, and can stop passing on what the client sends, as a network does that loses packets one way.</summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _server;
    private readonly Task _accepting;
    private volatile bool _holdsBack;

    /// <summary>Starts before a server on loopback.</summary>
    public TcpRelay(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on nothing that the client sends arrives; what the server sends does.</summary>
    public void HoldBackWhatClientsSend() => _holdsBack = true;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> running = [];
        try
        {
            while (true) running.Add(PassAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
                await Task.WhenAny(PassAsync(client.GetStream(), server.GetStream(), () => _holdsBack), PassAsync(server.GetStream(), client.GetStream(), () => false));
            }
            catch (SocketException)
            {
                // Nobody listens: the client sees its connection end.
            }
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, Func<bool> isHeldBack)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer, _stop.Token)) > 0;)
                if (!isHeldBack()) await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side is gone, and with it this way.
        }
    }
}
