using System.Diagnostics;
using System.Net;
using Analytics.Testing;

namespace Analytics.Node.Tests.Cluster;

/// <summary>Three nodes over one Kafka, one PostgreSQL and one ClickHouse are one system: whichever of them dies, every answer is as if nothing had happened.</summary>
public sealed class ClusterSpecification
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [ClusterFact]
    public async Task Nodes_that_are_killed_in_the_middle_of_a_load_change_no_answer()
    {
        await using var servers = await ClusterServers.StartAsync();
        using var folder = new TemporaryFolder();
        var history = InventedHistory.Make(seed: 7, orders: 8_000);
        var file = folder.File("history.ndjson");
        ShopClient.WriteFile(file, history);
        var ports = new[] { NodeProcess.FreePort(), NodeProcess.FreePort(), NodeProcess.FreePort() };
        var nodes = new[] { servers.Launch("a", ports[0]), servers.Launch("b", ports[1]), servers.Launch("c", ports[2]) };
        try
        {
            foreach (var node in nodes) await ReadyAsync(node);
            await UntilAsync(nodes[0], async () => await OwnedAsync(nodes[0]) == 12);
            var load = PostAsync(nodes[0], await File.ReadAllLinesAsync(file));
            foreach (var victim in (int[])[1, 2])
            {
                await nodes[victim].KillAsync();
                await nodes[victim].DisposeAsync();
                nodes[victim] = servers.Launch(victim == 1 ? "b" : "c", ports[victim]);
                await ReadyAsync(nodes[victim]);
            }

            await load;
            var oracle = new ShopOracle(history);
            List<string> differences = [];
            await UntilAsync(nodes[0], async () => (differences = ShopClient.Differences(await nodes[0].GetAsync("/api/analytics/dashboard?tenant=shop"), oracle)) is [], () => string.Join('\n', differences));
            Assert.Equal(nodes[0].GetAsync("/api/analytics/dashboard?tenant=shop").Result.GetProperty("totalRevenue").GetDecimal(), oracle.Revenue);
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    [ClusterFact("kcat")]
    public async Task Events_that_a_stranger_puts_into_Kafka_under_its_own_keys_count_once_and_meet_at_their_user()
    {
        await using var servers = await ClusterServers.StartAsync();
        var history = InventedHistory.Make(seed: 11, orders: 3_000);
        using var folder = new TemporaryFolder();
        ShopClient.WriteFile(folder.File("history.ndjson"), history);
        var lines = await File.ReadAllLinesAsync(folder.File("history.ndjson"));
        string[] sources = ["--set", "kafka.sources=[\"shop.events\"]"];
        var ports = new[] { NodeProcess.FreePort(), NodeProcess.FreePort() };
        var nodes = new[] { servers.Launch("a", ports[0], sources), servers.Launch("b", ports[1], sources) };
        try
        {
            foreach (var node in nodes) await ReadyAsync(node);
            await servers.ProduceAsync("shop.events", "shop", lines.Where((_, i) => i % 3 != 0));
            await nodes[1].KillAsync();
            await servers.ProduceAsync("raw_events", "shop", lines.Where((_, i) => i % 3 == 0));
            var oracle = new ShopOracle(history);
            List<string> differences = [];
            await UntilAsync(nodes[0], async () => (differences = ShopClient.Differences(await nodes[0].GetAsync("/api/analytics/dashboard?tenant=shop"), oracle)) is [], () => string.Join('\n', differences));
            var rows = "";
            await UntilAsync(nodes[0], async () => (rows = await servers.QueryAsync("SELECT count() FROM analytics.events WHERE tenant = 'shop'")) == $"{lines.Length}", () => rows);
            Assert.Equal("1", await servers.QueryAsync(
                "SELECT max(partitions) FROM (SELECT uniqExact(topic, partition) AS partitions FROM analytics.events WHERE tenant = 'shop' AND user_id != '' GROUP BY user_id)"));
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    internal static async Task ReadyAsync(NodeProcess node)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await node.UntilReadyAsync(limit.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException or InvalidOperationException)
        {
            throw new InvalidOperationException($"The node did not get ready. It said:\n{node.Output}", fault);
        }
    }

    private static async Task<int> OwnedAsync(NodeProcess any) =>
        (await any.GetAsync("/api/v1/status")).GetProperty("shards").EnumerateArray().Count(shard => shard.GetProperty("state").GetString() == "running");

    internal static async Task PostAsync(NodeProcess node, string[] lines)
    {
        for (var at = 0; at < lines.Length; at += 500)
        {
            using var content = new StringContent(string.Join('\n', lines.Skip(at).Take(500)));
            content.Headers.ContentType = new("application/x-ndjson");
            content.Headers.Add("X-Tenant-Id", "shop");
            using var answer = await node.Client.PostAsync(new Uri("/api/v1/events", UriKind.Relative), content);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }
    }

    internal static async Task UntilAsync(NodeProcess node, Func<Task<bool>> condition, Func<string>? detail = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"{detail?.Invoke()}\n{node.Output}");
            await Task.Delay(200);
        }
    }
}
