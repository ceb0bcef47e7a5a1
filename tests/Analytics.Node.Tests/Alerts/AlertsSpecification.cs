using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Net.WebSockets;
using System.Text.Json;
using Analytics.Node.Tests.Operators;

namespace Analytics.Node.Tests.Alerts;

/// <summary>Alerts of a running node, as people and programs see them.</summary>
public sealed class AlertsSpecification : IAsyncLifetime
{
    private AlertingNode _alerting = null!;

    public async Task InitializeAsync()
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ANALYTICS_ASSETS"))) _alerting = await AlertingNode.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_alerting is not null) await _alerting.DisposeAsync();
    }

    [NodeFact]
    public async Task From_an_event_to_a_decision()
    {
        await AnAlertIsToldListedDecidedAndCounted();
        await AStreamGoesOnWhereItEnded();
        await AWebSocketTellsTheSame();
        await OperatorsTryAChannel();
        await WhatIsWrongIsNamed();
    }

    private async Task AnAlertIsToldListedDecidedAndCounted()
    {
        await _alerting.OrderAsync("shop", 1);
        await _alerting.OrderAsync("other", 1);
        var alert = Assert.Single(await _alerting.AlertsAsync("shop", 1));
        var id = alert.GetProperty("id").GetString()!;
        Assert.Equal(5_000, alert.GetProperty("evidence").GetProperty("events")[0].GetProperty("amount").GetInt32());
        Assert.Contains(id, (await _alerting.Receiver.NextAsync()).Body, StringComparison.Ordinal);
        Assert.NotEqual(id, Assert.Single(await _alerting.AlertsAsync("other", 1)).GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync($"{id}/resolve?tenant=other")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync($"{id}/false-positive?tenant=shop", new { note = "a good customer" })).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync($"{id}/acknowledge?tenant=shop")).StatusCode);
        var shown = await _alerting.Node.GetAsync($"/api/v1/alerts/{id}?tenant=shop");
        Assert.Equal(["open", "false-positive"], shown.GetProperty("history").EnumerateArray().Select(change => change.GetProperty("state").GetString()));
        Assert.Equal("test@localhost", shown.GetProperty("alert").GetProperty("changedBy").GetString());
        Assert.Equal("hook", Assert.Single(shown.GetProperty("deliveries").EnumerateArray()).GetProperty("channel").GetString());
        Assert.Equal(0, Assert.Single((await _alerting.Node.GetAsync("/api/v1/alerts/rules?tenant=shop")).GetProperty("rules").EnumerateArray()).GetProperty("precision").GetDouble());
        Assert.Single(_alerting.Receiver.All);
    }

    private async Task AStreamGoesOnWhereItEnded()
    {
        var first = await StreamAsync("shop", "0", 2);
        Assert.Equal(["open", "false-positive"], first.Select(State));
        await _alerting.OrderAsync("shop", 2);
        await _alerting.OrderAsync("other", 1);
        var next = await StreamAsync("shop", first[^1].EventId!, 2);
        Assert.Equal(["open", "open"], next.Select(State));
        Assert.All(next, item => Assert.Equal("shop", JsonDocument.Parse(item.Data).RootElement.GetProperty("alert").GetProperty("tenant").GetString()));
        Assert.Equal(next.Select(item => item.EventId), (await StreamAsync("shop", first[^1].EventId!, 2)).Select(item => item.EventId));
    }

    private async Task AWebSocketTellsTheSame()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-User-Email", "ann@localhost");
        socket.Options.SetRequestHeader("X-User-Role", "ADMIN");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await socket.ConnectAsync(new Uri($"ws://{_alerting.Node.Address.Authority}/api/v1/alerts/stream?tenant=shop&last_event_id=0"), patience.Token);
        var buffer = new byte[16_384];
        var states = new List<string?>();
        while (states.Count < 4)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            states.Add(JsonDocument.Parse(buffer.AsMemory(0, received.Count)).RootElement.GetProperty("change").GetProperty("state").GetString());
        }

        Assert.Equal(["open", "false-positive", "open", "open"], states);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        using var stranger = new ClientWebSocket();
        await Assert.ThrowsAsync<WebSocketException>(() => stranger.ConnectAsync(new Uri($"ws://{_alerting.Node.Address.Authority}/api/v1/alerts/stream?tenant=shop"), patience.Token));
    }

    private async Task OperatorsTryAChannel()
    {
        var at = await Operator.AtAsync(_alerting.Node);
        Assert.True((await at.AskAsync("alert", "test", "hook", "--tenant", "shop", "--yes")).GetProperty("sent").GetBoolean());
        Assert.Equal(4, (await at.RunAsync("alert", "test", "hook", "--tenant", "other", "--yes")).ExitCode);
        _alerting.Receiver.Answer = _ => 403;
        var (code, output, _) = await at.RunAsync("alert", "test", "hook", "--tenant", "shop", "--yes");
        Assert.Equal(1, code);
        Assert.Contains("the answer was 403", output, StringComparison.Ordinal);
        var health = (await _alerting.Node.GetAsync("/healthz/ready")).GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "alerts.hook");
        Assert.Equal(("degraded", "the answer was 403"), (health.GetProperty("status").GetString(), health.GetProperty("detail").GetString()));
        _alerting.Receiver.Answer = _ => 200;
        Assert.Equal(3, (await at.AskAsync("alert", "list", "--tenant", "shop")).GetProperty("alerts").GetArrayLength());
        var silence = await at.AskAsync("alert", "silence", "add", "maintenance", "--tenant", "shop", "--rule", "large_purchase", "--hours", "2", "--yes");
        Assert.Equal("large_purchase", Assert.Single((await at.AskAsync("alert", "silence", "list", "--tenant", "shop")).GetProperty("silences").EnumerateArray()).GetProperty("rule").GetString());
        Assert.Equal(4, (await at.RunAsync("alert", "silence", "remove", silence.GetProperty("id").GetString()!, "--tenant", "other", "--yes")).ExitCode);
        await at.AskAsync("alert", "silence", "remove", silence.GetProperty("id").GetString()!, "--tenant", "shop", "--yes");
        Assert.Empty((await at.AskAsync("alert", "silence", "list", "--tenant", "shop")).GetProperty("silences").EnumerateArray());
        Assert.Equal("hook", (await at.AskAsync("alert", "channels", "--tenant", "shop")).GetProperty("channels")[0].GetProperty("name").GetString());
    }

    private async Task WhatIsWrongIsNamed()
    {
        foreach (var (path, status) in new[]
        {
            ("?tenant=a%20b", 400), ("?state=closed", 400), ("?since=yesterday", 400), ("?page_size=0", 400), ("?page_token=x", 400), ("/stream?last_event_id=x", 400),
            ("/00000000-0000-0000-0000-000000000000", 404), ("/channels?tenant=other", 200), ("/silences", 200),
        })
            Assert.Equal((path, status), (path, (int)(await _alerting.Node.Client.GetAsync(new Uri("/api/v1/alerts" + path, UriKind.Relative))).StatusCode));
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("silences?tenant=shop", new { endsAt = DateTime.UtcNow.AddHours(1) })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("silences?tenant=shop", new { endsAt = DateTime.UtcNow.AddHours(-1), comment = "late" })).StatusCode);
        using var stranger = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(new Uri(_alerting.Node.Address, "/api/v1/alerts"))).StatusCode);
    }

    private async Task<List<SseItem<string>>> StreamAsync(string tenant, string after, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/alerts/stream?tenant=" + tenant, UriKind.Relative));
        request.Headers.Add("Last-Event-ID", after);
        using var response = await _alerting.Node.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        var items = new List<SseItem<string>>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(patience.Token)).EnumerateAsync(patience.Token))
        {
            if (item.EventType == "alert") items.Add(item);
            if (items.Count == count) break;
        }

        return items;
    }

    private Task<HttpResponseMessage> PostAsync(string path, object? body = null) =>
        _alerting.Node.Client.PostAsync(new Uri("/api/v1/alerts/" + path, UriKind.Relative), body is null ? null : JsonContent.Create(body));

    private static string? State(SseItem<string> item) => JsonDocument.Parse(item.Data).RootElement.GetProperty("change").GetProperty("state").GetString();
}
