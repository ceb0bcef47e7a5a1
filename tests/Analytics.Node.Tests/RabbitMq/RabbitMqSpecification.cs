using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Analytics.Testing;
using RabbitMQ.Client;

namespace Analytics.Node.Tests.RabbitMq;

/// <summary>Events of an ordinary publisher come through a real RabbitMQ into the answers, each once, whatever dies on the way.</summary>
public sealed class RabbitMqSpecification(RunningRabbitMq running) : IClassFixture<RunningRabbitMq>, IDisposable
{
    private const string Queue = "analytics.events";
    private const string DeadLetters = "analytics.dead-letters";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly TemporaryFolder _data = new();
    private readonly int _columns = NodeProcess.FreePort();
    private readonly TestRabbitMq _broker = running.Broker;

    public void Dispose() => _data.Dispose();

    [RabbitMqFact]
    public async Task Messages_count_once_although_node_and_broker_die_in_the_middle()
    {
        await using var relay = new TcpRelay(_broker.Port);
        await using (var node = await StartAsync($"amqp://guest:guest@127.0.0.1:{relay.Port}/"))
        {
            await PublishAsync(node, "first", 500, ("POISON", "1"));
            await UntilAsync(node, async () => await CountAsync() == "500 500");
            Assert.Equal(
                "checkin.completed 100 0.0000\nevent.published 100 0.0000\npayment.completed 100 1250.0000\nregistration.cancelled 100 0.0000\nregistration.completed 100 0.0000",
                await QueryAsync("SELECT type, count(), toDecimalString(sum(amount), 4) FROM events WHERE tenant = 'fair' GROUP BY type ORDER BY type"));
            Assert.Equal("ticketing 7 500 2026-01-02 03:04:05", await QueryAsync("SELECT any(shape), uniqExact(entity_id), countIf(event_id LIKE 'first-%'), toDateTime(any(timestamp)) FROM events"));
            await PoisonIsKeptAsync(node);

            // What is acknowledged from here on never arrives: the log has it, the broker does not know.
            relay.HoldBackWhatClientsSend();
            await PublishAsync(node, "unacknowledged", 1_000);
            await UntilAsync(node, async () => await CountAsync() == "1500 1500");
            await node.KillAsync();
        }

        await using var next = await StartAsync(_broker.TlsUri.ToString(), "--set", $"rabbitmq.tls.ca-file={_broker.Authority}", "--set", "rabbitmq.tls.server-name=localhost");
        await UntilAsync(next, async () => (await WaitingAsync(Queue)) == 0 && (await MetricAsync(next, "analytics_rabbitmq_redelivered_total")) >= 1_000);
        Assert.Equal("1500 1500", await CountAsync());

        var publishing = PublishAsync(next, "through-a-crash", 4_000, ("GO", _data.File("go")));
        await UntilAsync(next, async () => await CountAsync() == "3500 3500");
        await _broker.KillAsync();
        await File.WriteAllTextAsync(_data.File("go"), "");
        await UntilAsync(next, async () => (await CheckAsync(next)).GetProperty("status").GetString() == "degraded");
        await _broker.RestartAsync();
        Assert.True(JsonDocument.Parse(await publishing).RootElement.GetProperty("connects").GetInt32() > 1, "The publisher was never cut off.");
        await UntilAsync(next, async () => await CountAsync() == "5500 5500");
        await UntilAsync(next, async () => await WaitingAsync(Queue) == 0);
        Assert.Equal("5500 5500", await CountAsync());
        Assert.Equal("healthy", (await CheckAsync(next)).GetProperty("status").GetString());
        Assert.Equal(0, await next.StopAsync());
    }

    [RabbitMqFact]
    public async Task A_queue_that_nobody_made_is_waited_for_and_shows()
    {
        await using var node = await StartAsync(_broker.Uri.ToString(), "--set", "rabbitmq.declare-topology=off", "--set", "rabbitmq.retry-max=200ms", "--set", """rabbitmq.queues=[{name=made.later}]""");
        await UntilAsync(node, async () => (await CheckAsync(node)).GetProperty("detail").GetString()!.Contains("no queue 'made.later'", StringComparison.Ordinal));
        await using var connection = await new ConnectionFactory { Uri = _broker.Uri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("made.later", durable: true, exclusive: false, autoDelete: false);
        await channel.BasicPublishAsync("", "made.later", Encoding.UTF8.GetBytes("""{"eventType":"USER_REGISTERED","id":"1","service":"user-service","userEmail":"ann@example.com"}"""));
        await UntilAsync(node, async () => await QueryAsync("SELECT tenant, kind, event_id FROM events") == "default user_registered 1");
        Assert.Equal("healthy", (await CheckAsync(node)).GetProperty("status").GetString());
    }

    private async Task PoisonIsKeptAsync(NodeProcess node)
    {
        var letters = (await node.GetAsync("/api/v1/admin/dead-letters?topic=raw_events")).GetProperty("deadLetters").EnumerateArray().ToList();
        Assert.Equal(["malformed_json", "not_an_object", "malformed_json"], letters.Select(letter => letter.GetProperty("reason").GetString()));
        await UntilAsync(node, async () => await WaitingAsync(DeadLetters) == 3);
        await using var connection = await new ConnectionFactory { Uri = _broker.Uri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var refused = await channel.BasicGetAsync(DeadLetters, autoAck: true);
        Assert.Equal(("""{"broken":""", "first-poison-0"), (Encoding.UTF8.GetString(refused!.Body.Span), refused.BasicProperties.MessageId));
        Assert.Equal(3, await MetricAsync(node, "analytics_rabbitmq_dead_lettered_total"));
    }

    private Task<NodeProcess> StartAsync(string uri, params string[] more) => NodeProcess.StartAsync(
        _data.File("node"),
        [
            "--set", "rabbitmq.enabled=on", "--set", $"rabbitmq.uri={uri}", "--set", "rabbitmq.declare-topology=on", "--set", "rabbitmq.retry-max=1s",
            "--set", $"sinks.clickhouse.port={_columns}", "--set", "sinks.postgres.enabled=off", .. more,
        ]);

    private Task<string> PublishAsync(NodeProcess node, string prefix, int count, params (string, string)[] more)
    {
        Assert.False(node.HasExited, node.Output);
        return OfficialClients.RunAsync("rabbitmq.mjs", [("AMQP", _broker.Uri.ToString()), ("TENANT", "fair"), ("PREFIX", prefix), ("COUNT", $"{count}"), .. more]);
    }

    private Task<string> CountAsync() => QueryAsync("SELECT count(), uniqExact(event_id) FROM events WHERE tenant = 'fair'");

    private async Task<string> QueryAsync(string sql)
    {
        var password = await File.ReadAllTextAsync(Path.Combine(_data.File("node"), "clickhouse-reader.password"));
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{_columns}/?database=analytics") { Content = new StringContent(sql) };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("reader:" + password)));
        using var answer = await client.SendAsync(request);
        return (await answer.Content.ReadAsStringAsync()).Trim().Replace('\t', ' ');
    }

    // The management interface is not there; a passive declaration tells how many messages wait.
    private async Task<uint> WaitingAsync(string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = _broker.Uri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
    }

    private static async Task<JsonElement> CheckAsync(NodeProcess node) =>
        (await node.GetAsync("/healthz/ready")).GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "rabbitmq");

    private static async Task<double> MetricAsync(NodeProcess node, string name) =>
        (await node.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n').Where(line => line.StartsWith(name + "{", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture));

    private static async Task UntilAsync(NodeProcess node, Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, node.Output);
            await Task.Delay(100);
        }
    }
}
