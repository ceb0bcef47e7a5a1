using System.Net;
using System.Net.Sockets;
using Analytics.Contracts.Stores;
using Analytics.Sinks.ClickHouse;
using Analytics.Testing;

namespace Analytics.Sinks.Tests.ClickHouse;

/// <summary>When ClickHouse does not answer, people read what happened to the connection.</summary>
public sealed class LostConnectionTests
{
    [Fact]
    public async Task A_server_that_is_not_there_refuses_the_connection() =>
        Assert.Equal("ClickHouse did not answer: Connection refused", await InsertAsync(NodeProcess.FreePort()));

    [Fact]
    public async Task A_server_that_goes_while_it_is_sent_a_block_breaks_the_connection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var breaking = BreakAsync(listener);
        Assert.Matches("^ClickHouse did not answer: (Connection reset by peer|Broken pipe)$", await InsertAsync(((IPEndPoint)listener.LocalEndpoint).Port));
        await breaking;
    }

    // Some of the block arrives, and then no end of it, but a reset.
    private static async Task BreakAsync(TcpListener listener)
    {
        using var socket = await listener.AcceptSocketAsync();
        await socket.ReceiveAsync(new byte[64 * 1024]);
        socket.LingerState = new LingerOption(true, 0);
    }

    private static async Task<string> InsertAsync(int port)
    {
        var user = new ClickHouseCredentials("analytics", "");
        using var connection = new ClickHouseConnection(new ClickHouseConnectionOptions { Servers = [new ClickHouseServer(() => new Uri($"http://127.0.0.1:{port}/"))], Writer = user, Reader = user });
        return (await Assert.ThrowsAsync<StoreUnavailableException>(() => connection.InsertAsync("analytics.events", new byte[16 << 20], null, default))).Message;
    }
}
