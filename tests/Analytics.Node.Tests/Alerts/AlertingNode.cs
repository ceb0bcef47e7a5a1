using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Testing;

namespace Analytics.Node.Tests.Alerts;

/// <summary>A real node with a rule for large orders and a channel to a real receiver.</summary>
public sealed class AlertingNode : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private int _orders;

    private AlertingNode(TemporaryFolder folder, MessageReceiver receiver) => (_folder, Receiver) = (folder, receiver);

    public MessageReceiver Receiver { get; }

    public NodeProcess Node { get; private set; } = null!;

    public static async Task<AlertingNode> StartAsync()
    {
        var receiver = await MessageReceiver.StartAsync();
        var node = new AlertingNode(new TemporaryFolder(), receiver);
        await File.WriteAllTextAsync(node._folder.File("alerts.conf"), $$"""
            rules.presets = ["large_purchase"]
            alerts {
              allowed-networks = ["127.0.0.0/8"]
              poll-interval = 50ms, retry-min = 50ms, retry-max = 200ms, breaker-failures = 1000
              channels = [{ name = hook, tenants = [shop], url = "{{receiver.Address}}hook", secret = "s3cret", group-by = [entity], group-interval = 0s }]
            }
            """);
        try
        {
            await node.StartNodeAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, or starts it again on its data.</summary>
    public async Task StartNodeAsync() => Node = await NodeProcess.StartAsync(
        _folder.File("node"), "--config", _folder.File("alerts.conf"), "--set", "operator.port=" + NodeProcess.FreePort().ToString(CultureInfo.InvariantCulture));

    /// <summary>Sends large orders of as many users; each raises an alert.</summary>
    public async Task OrderAsync(string tenant, int users)
    {
        var events = Enumerable.Range(0, users).Select(_ => new
        {
            eventType = "ORDER_PLACED", service = "SHOP", userEmail = $"user{Interlocked.Increment(ref _orders)}@shop.example", entityId = "order", amount = 5_000, timestamp = DateTime.UtcNow,
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/events", UriKind.Relative)) { Content = JsonContent.Create(events) };
        request.Headers.Add("X-Tenant-Id", tenant);
        using var answer = await Node.Client.SendAsync(request);
        Assert.Equal(users, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32());
    }

    /// <summary>The tenant's alerts as soon as there are so many.</summary>
    public async Task<List<JsonElement>> AlertsAsync(string tenant, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (true)
        {
            var alerts = (await Node.GetAsync($"/api/v1/alerts?tenant={tenant}&page_size=1000")).GetProperty("alerts").EnumerateArray().ToList();
            if (alerts.Count >= count) return alerts;
            await Task.Delay(50, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Node is not null) await Node.DisposeAsync();
        await Receiver.DisposeAsync();
        _folder.Dispose();
    }
}
