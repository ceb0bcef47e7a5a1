using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Node.Tests.Operators;
using Analytics.Testing;

namespace Analytics.Node.Tests.Cluster;

/// <summary>Whichever node of a cluster is asked, the answer is the cluster's; what is not in it is named, with the reason.</summary>
public sealed class OneSystemSpecification
{
    private const int Shards = 12;

    [ClusterFact]
    public async Task Every_node_gives_the_same_answer_or_says_what_is_missing_while_shards_move()
    {
        await using var servers = await ClusterServers.StartAsync();
        using var folder = new TemporaryFolder();
        var history = InventedHistory.Make(seed: 11, orders: 1_000);
        ShopClient.WriteFile(folder.File("history.ndjson"), history);
        List<NodeProcess> nodes =
        [
            servers.Launch("a", NodeProcess.FreePort(), "--set", "shards.standby=on"),
            servers.Launch("b", NodeProcess.FreePort(), "--set", "shards.standby=on"),
            servers.Launch("q", NodeProcess.FreePort(), "--set", "node.roles=[query]"),
        ];
        try
        {
            foreach (var node in nodes) await ClusterSpecification.ReadyAsync(node);
            await CompleteAsync(nodes, null);
            var loaded = await ShopClient.LoadAsync(nodes[0].Address, "shop", folder.File("history.ndjson"));
            Assert.True(loaded.ExitCode == 0, loaded.Output);
            Assert.Equal([], ShopClient.Differences(await nodes[1].GetAsync("/api/analytics/dashboard?tenant=shop"), new ShopOracle(history)));
            await CompleteAsync(nodes, history.Count);
            await AgreeOnWatermarkAndStateAsync(nodes);
            await KeepsCopiesAsync(nodes[0]);
            await OperateAsync(nodes, history.Count);

            await JoinAndDieAsync(servers, nodes, history.Count);
            await LeaveAsync(nodes, history.Count);
            await LosesItsLogAsync(servers, nodes);
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.KillAsync();
                await node.DisposeAsync();
            }
        }
    }

    /// <summary>An operator at the node that has no shards: orders reach their owners, a node leaves the group and joins it again, and what is paused stays so on the next owner.</summary>
    private static async Task OperateAsync(List<NodeProcess> nodes, int events)
    {
        var at = await Operator.AtAsync(nodes[2]);
        Assert.Contains("coordinates group", (await at.RunAsync("cluster", "leader")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await at.RunAsync("checkpoint", "create", "--yes")).ExitCode);
        Assert.Equal(0, (await at.RunAsync("checkpoint", "verify", "raw_events")).ExitCode);
        var busy = (await at.AskAsync("cluster-sharding", "entities", "session")).GetProperty("entities")[0];
        var (key, shown) = (busy.GetProperty("key").GetString()!, await at.AskAsync("state", "show", "session", busy.GetProperty("key").GetString()!));
        Assert.Equal(
            shown.GetProperty("shards")[0].GetProperty("state").GetProperty("sessions").GetRawText(),
            (await at.AskAsync("state", "at", "session", key, "now")).GetProperty("shards")[0].GetProperty("state").GetProperty("sessions").GetRawText());

        var rule = await at.AskAsync("rule", "add", "rule thrice for each card when exactly 3 payment within 1 hour", "--mode", "on", "--yes");
        var running = (await at.UntilAsync(rules => AllRun(rules, rule.GetProperty("revision").GetInt64()), "rule", "list")).GetProperty("shards").GetRawText();

        await at.AskAsync("stream", "pause", "inventory_updates", "--yes");
        await at.AskAsync("cluster", "leave", "a", "--yes");
        await at.UntilAsync(all => all.GetProperty("nodes").EnumerateArray().All(node => node.GetProperty("shards").GetInt32() == (node.GetProperty("id").GetString() == "b" ? Shards : 0)), "cluster", "show");
        await at.UntilAsync(lag => lag.GetProperty("shards").EnumerateArray().All(shard => shard.GetProperty("state").GetString() == "paused"), "stream", "lag", "inventory_updates");
        Assert.Equal(running, (await at.UntilAsync(rules => AllRun(rules, rule.GetProperty("revision").GetInt64()), "rule", "list")).GetProperty("shards").GetRawText());
        await at.AskAsync("cluster", "join", "a", "--yes");
        await at.AskAsync("stream", "resume", "inventory_updates", "--yes");
        await ClusterSpecification.UntilAsync(nodes[0], async () => await WholeAsync(nodes, events) && await ShardsOfAsync(nodes[2], "a") > 0);
        Assert.Equal(4, (await at.RunAsync("cluster", "down", "b", "--yes")).ExitCode);
    }

    private static bool AllRun(JsonElement rules, long revision) =>
        rules.GetProperty("shards").GetArrayLength() == Shards && rules.GetProperty("shards").EnumerateArray().All(shard => shard.GetProperty("revision").GetInt64() == revision);

    /// <summary>A node joins, gets shards, and is killed: until its shards have another owner, every answer names them.</summary>
    private static async Task JoinAndDieAsync(ClusterServers servers, List<NodeProcess> nodes, int events)
    {
        await using var joining = servers.Launch("c", NodeProcess.FreePort());
        await ClusterSpecification.ReadyAsync(joining);
        await ClusterSpecification.UntilAsync(joining, async () => await WholeAsync([.. nodes, joining], events) && await ShardsOfAsync(nodes[0], "c") > 0);
        await joining.KillAsync();
        var (_, missing) = await LiveAsync(nodes[2]);
        Assert.Contains(missing, shard => shard.GetProperty("state").GetString() == "unreachable" && shard.GetProperty("node").GetString() == "c");
        await CompleteAsync(nodes, events);
        Assert.Equal(Shards, (await nodes[2].GetAsync("/api/v1/status")).GetProperty("shards").GetArrayLength());
    }

    /// <summary>A node is told to leave by way of another one; it ends in order, and its shards are the others'.</summary>
    private static async Task LeaveAsync(List<NodeProcess> nodes, int events)
    {
        using var answer = await nodes[2].Client.PostAsJsonAsync("/api/v1/admin/cluster/leave", new { node = "b" });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var left = nodes[1];
        nodes.RemoveAt(1);
        await ClusterSpecification.UntilAsync(left, async () => await WholeAsync(nodes, events) && await ShardsOfAsync(nodes[1], "a") == Shards);
        Assert.Equal(0, await left.EndAsync());
        await left.DisposeAsync();
        var known = await nodes[1].GetAsync("/api/v1/admin/cluster");
        await ClusterSpecification.UntilAsync(nodes[0], async () => (await nodes[1].GetAsync("/api/v1/admin/cluster")).GetProperty("nodes").EnumerateArray().All(node => node.GetProperty("id").GetString() != "b"), known.ToString);
    }

    /// <summary>A node whose Kafka is gone takes no events: it is not ready and says why.</summary>
    private static async Task LosesItsLogAsync(ClusterServers servers, List<NodeProcess> nodes)
    {
        await servers.StopKafkaAsync();
        await ClusterSpecification.UntilAsync(nodes[0], () => SaysOfKafkaAsync(nodes[0], "unhealthy"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ReadyOfAsync(nodes[0])).Status);
        await ClusterSpecification.UntilAsync(nodes[1], () => SaysOfKafkaAsync(nodes[1], "degraded"));
        Assert.Equal(HttpStatusCode.OK, (await ReadyOfAsync(nodes[1])).Status);
    }

    private static async Task<bool> SaysOfKafkaAsync(NodeProcess node, string status) =>
        (await ReadyOfAsync(node)).Checks.Any(check => check.GetProperty("name").GetString() == "kafka" && check.GetProperty("status").GetString() == status);

    private static async Task AgreeOnWatermarkAndStateAsync(List<NodeProcess> nodes)
    {
        var actors = await nodes[2].GetAsync("/api/v1/admin/actors");
        var key = actors.GetProperty("kinds").EnumerateArray().First(kind => kind.GetProperty("kind").GetString() == "session").GetProperty("busiest")[0].GetProperty("key").GetString()!;
        var first = await nodes[0].GetAsync($"/api/v1/admin/state/session/{Uri.EscapeDataString(key)}");
        var mark = (await nodes[0].GetAsync("/api/analytics/dashboard?tenant=shop")).GetProperty("watermark").GetDateTimeOffset();
        foreach (var node in nodes)
        {
            Assert.Equal(first.GetProperty("shards").ToString(), (await node.GetAsync($"/api/v1/admin/state/session/{Uri.EscapeDataString(key)}")).GetProperty("shards").ToString());
            // Silence moves time on, and it never goes back, whoever is asked.
            Assert.True(mark <= (await node.GetAsync("/api/analytics/dashboard?tenant=shop")).GetProperty("watermark").GetDateTimeOffset());
            using var stranger = new HttpClient { BaseAddress = node.Address };
            using var refused = await stranger.GetAsync(new Uri("/internal/v1/live?tenant=shop", UriKind.Relative));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
    }

    /// <summary>Every shard that has a checkpoint is copied by the process node that does not own it.</summary>
    private static async Task KeepsCopiesAsync(NodeProcess node) => await ClusterSpecification.UntilAsync(node, async () =>
    {
        var shards = (await node.GetAsync("/api/v1/status")).GetProperty("shards").EnumerateArray().Where(shard => shard.GetProperty("checkpoint").ValueKind != JsonValueKind.Null).Select(NameOf).ToList();
        var copies = (await node.GetAsync("/api/v1/admin/cluster")).GetProperty("nodes").EnumerateArray()
            .SelectMany(member => member.GetProperty("standby").EnumerateArray()).Where(copy => copy.GetProperty("generation").GetInt64() > 0).Select(NameOf).ToList();
        return shards.Count > 0 && shards.All(copies.Contains);
    });

    private static (string?, int) NameOf(JsonElement shard) => (shard.GetProperty("topic").GetString(), shard.GetProperty("partition").GetInt32());

    /// <summary>Asks every node; true when all of them have everything. Until then each must say what it lacks.</summary>
    private static async Task<bool> WholeAsync(List<NodeProcess> nodes, int? events)
    {
        var whole = true;
        foreach (var node in nodes)
        {
            var (counted, missing) = await LiveAsync(node);
            if (missing.Count == 0 && events is { } all) Assert.Equal(all, counted);
            Assert.All(missing, shard => Assert.NotEqual("", shard.GetProperty("reason").GetString()));
            whole &= missing.Count == 0;
        }

        return whole;
    }

    private static Task CompleteAsync(List<NodeProcess> nodes, int? events) => ClusterSpecification.UntilAsync(nodes[0], () => WholeAsync(nodes, events));

    private static async Task<int> ShardsOfAsync(NodeProcess asked, string owner) =>
        (await asked.GetAsync("/api/v1/status")).GetProperty("shards").EnumerateArray().Count(shard => shard.GetProperty("node").GetString() == owner);

    private static async Task<(long Events, List<JsonElement> Missing)> LiveAsync(NodeProcess node)
    {
        using var stream = new StreamReader(await node.Client.GetStreamAsync(new Uri("/api/v1/live?tenant=shop", UriKind.Relative)));
        while (await stream.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            var live = JsonDocument.Parse(line[6..]).RootElement;
            return (live.GetProperty("totals").GetProperty("events").GetInt64(), [.. live.GetProperty("missing").EnumerateArray()]);
        }

        throw new InvalidOperationException("The stream ended before its first event.");
    }

    private static async Task<(HttpStatusCode Status, List<JsonElement> Checks)> ReadyOfAsync(NodeProcess node)
    {
        using var answer = await node.Client.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
        return (answer.StatusCode, [.. (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").EnumerateArray()]);
    }
}
