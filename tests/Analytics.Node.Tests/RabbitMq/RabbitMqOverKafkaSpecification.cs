using Analytics.Node.Tests.Cluster;
using Analytics.Testing;
using RabbitMQ.Client;

namespace Analytics.Node.Tests.RabbitMq;

/// <summary>RabbitMQ before a cluster, where the log is Kafka and drops nothing by itself: what is delivered again counts once there, too.</summary>
public sealed class RabbitMqOverKafkaSpecification
{
    private const int Messages = 1_000;

    [RabbitMqFact(needsCluster: true)]
    public async Task Messages_that_were_appended_and_never_acknowledged_count_once()
    {
        await using var broker = await TestRabbitMq.StartAsync();
        await using var relay = new TcpRelay(broker.Port);
        await using var servers = await ClusterServers.StartAsync();
        await using (var node = servers.Launch("a", NodeProcess.FreePort(), Reading($"amqp://guest:guest@127.0.0.1:{relay.Port}/")))
        {
            await ClusterSpecification.ReadyAsync(node);
            await ClusterSpecification.UntilAsync(node, async () => (await node.GetAsync("/api/v1/status")).GetProperty("stores").EnumerateArray().Any(store => store.GetProperty("name").GetString() == "rabbitmq" && store.GetProperty("state").GetString() == "up"));
            relay.HoldBackWhatClientsSend();
            await OfficialClients.RunAsync("rabbitmq.mjs", ("AMQP", broker.Uri.ToString()), ("TENANT", "fair"), ("PREFIX", "k"), ("COUNT", $"{Messages}"));
            await ClusterSpecification.UntilAsync(node, async () => await CountAsync(servers) == $"{Messages}\t{Messages}");
            await node.KillAsync();
        }

        await using var next = servers.Launch("b", NodeProcess.FreePort(), Reading(broker.Uri.ToString()));
        await ClusterSpecification.ReadyAsync(next);
        await ClusterSpecification.UntilAsync(next, async () => await WaitingAsync(broker) == 0 && await IsAllProcessedAsync(next));
        Assert.Equal($"{Messages}\t{Messages}", await CountAsync(servers));
    }

    private static string[] Reading(string uri) => ["--set", "rabbitmq.enabled=on", "--set", $"rabbitmq.uri={uri}", "--set", "rabbitmq.declare-topology=on", "--set", "log.partitions=2"];

    private static Task<string> CountAsync(ClusterServers servers) => servers.QueryAsync("SELECT count(), uniqExact(event_id) FROM analytics.events WHERE tenant = 'fair'");

    private static async Task<bool> IsAllProcessedAsync(NodeProcess node)
    {
        var status = await node.GetAsync("/api/v1/status");
        var ends = status.GetProperty("topics").EnumerateArray().Where(topic => topic.GetProperty("topic").GetString() == "raw_events").Sum(topic => topic.GetProperty("endOffset").GetInt64());
        var shards = status.GetProperty("shards").EnumerateArray().Where(shard => shard.GetProperty("topic").GetString() == "raw_events").ToList();
        return ends >= 2 * Messages && shards.Count == 2 && shards.Sum(shard => shard.GetProperty("deliveredOffset").GetInt64()) == ends;
    }

    private static async Task<uint> WaitingAsync(TestRabbitMq broker)
    {
        await using var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return (await channel.QueueDeclarePassiveAsync("analytics.events")).MessageCount;
    }
}
