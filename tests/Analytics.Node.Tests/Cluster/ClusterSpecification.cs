using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Analytics.Testing;

namespace Analytics.Node.Tests.Cluster;

/// <summary>Three nodes over one Kafka, one PostgreSQL and one ClickHouse are one system: whichever of them dies, every answer is as if nothing had happened.</summary>
public sealed class ClusterSpecification
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [ClusterFact]
    public async Task Nodes_brokers_and_stores_that_die_or_hang_in_the_middle_of_a_load_change_no_answer()
    {
        await using var servers = await ClusterServers.StartAsync(proxied: true);
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
            var lines = await File.ReadAllLinesAsync(file);
            var load = PostAsync(nodes[0], lines[..(lines.Length / 2)]);
            await nodes[1].KillAsync();
            await nodes[1].DisposeAsync();
            nodes[1] = servers.Launch("b", ports[1]);
            await load;

            load = PostAsync(nodes[0], lines[(lines.Length / 2)..]);
            // Past its session: what it owned goes to others, and it wakes up as a zombie.
            await nodes[2].PauseAsync();
            if (servers.Proxy is { } proxy) await proxy.SetReachableAsync(false);
            await KillServerAsync(servers.Postgres);
            if (servers.Brokers.IsOwn) await servers.Brokers.KillAsync(1);
            await UntilAsync(nodes[0], async () => await nodes[0].Client.GetAsync(new Uri("/healthz/ready", UriKind.Relative)) is { IsSuccessStatusCode: false } || !servers.Brokers.IsOwn);
            if (servers.Brokers.IsOwn) await servers.Brokers.RestartAsync(1);
            await UntilAsync(nodes[0], async () => await ClusterStateAsync(nodes[0], "c") == "unreachable");
            await nodes[2].ResumeAsync();
            if (servers.Proxy is { } healed) await healed.SetReachableAsync(true);
            await load;
            await AssertAnswersAsync(nodes[0], new ShopOracle(history));
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException(string.Join("\n\n", [fault.Message, .. await Task.WhenAll(nodes.Select(TellAsync))]), fault);
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
            await AssertAnswersAsync(nodes[0], new ShopOracle(history));
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

    /// <summary>Waits until a node answers as the oracle, as long as its answers change.</summary>
    private static async Task AssertAnswersAsync(NodeProcess node, ShopOracle oracle)
    {
        List<string> differences = ["no answer"];
        var changed = Stopwatch.GetTimestamp();
        while (true)
        {
            var found = ShopClient.Differences(await node.GetAsync("/api/analytics/dashboard?tenant=shop"), oracle);
            if (found is []) return;
            if (!found.SequenceEqual(differences)) (differences, changed) = (found, Stopwatch.GetTimestamp());
            if (Stopwatch.GetElapsedTime(changed) > Patience) throw new TimeoutException(string.Join('\n', differences.Take(12)));
            await Task.Delay(200);
        }
    }

    /// <summary>How far a node is with its shards, and the last of what it said.</summary>
    private static async Task<string> TellAsync(NodeProcess node)
    {
        string state;
        try
        {
            state = string.Join('\n', (await node.GetAsync("/api/v1/status")).GetProperty("shards").EnumerateArray().Select(shard => shard.GetRawText()));
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            state = node.HasExited ? $"It ended with code {await node.EndAsync()}." : fault.Message;
        }

        return $"{node.Address}\n{state}\n{string.Join('\n', node.Output.Split('\n').TakeLast(40))}";
    }

    private static async Task KillServerAsync(TestPostgres postgres)
    {
        using var kill = Process.Start("kill", ["-KILL", FormattableString.Invariant($"{postgres.Server.ProcessId}")]);
        await kill.WaitForExitAsync();
    }

    private static async Task<string?> ClusterStateAsync(NodeProcess any, string name) =>
        (await any.GetAsync("/api/v1/admin/cluster")).GetProperty("nodes").EnumerateArray().FirstOrDefault(node => node.GetProperty("id").GetString() == name) is { ValueKind: JsonValueKind.Object } node
            ? node.GetProperty("state").GetString() : null;

    private static async Task<int> OwnedAsync(NodeProcess any) =>
        (await any.GetAsync("/api/v1/status")).GetProperty("shards").EnumerateArray().Count(shard => shard.GetProperty("state").GetString() == "running");

    /// <summary>Sends what was not acknowledged again, as a client does; each event has an id.</summary>
    internal static async Task PostAsync(NodeProcess node, string[] lines)
    {
        for (var at = 0; at < lines.Length; at += 500)
        {
            var body = string.Join('\n', lines.Skip(at).Take(500));
            await UntilAsync(node, async () =>
            {
                using var content = new StringContent(body);
                content.Headers.ContentType = new("application/x-ndjson");
                content.Headers.Add("X-Tenant-Id", "shop");
                return await PostAsync(node.Client, content) switch
                {
                    HttpStatusCode.Accepted => true,
                    HttpStatusCode.ServiceUnavailable or null => false,
                    var other => throw new InvalidOperationException($"The node answered {other}."),
                };
            });
        }
    }

    /// <summary>Null when no answer came.</summary>
    private static async Task<HttpStatusCode?> PostAsync(HttpClient client, HttpContent content)
    {
        try
        {
            using var answer = await client.PostAsync(new Uri("/api/v1/events", UriKind.Relative), content);
            return answer.StatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return null;
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
