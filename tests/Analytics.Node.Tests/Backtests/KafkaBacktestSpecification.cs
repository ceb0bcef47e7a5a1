using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Node.Tests.Cluster;
using Analytics.Testing;

namespace Analytics.Node.Tests.Backtests;

/// <summary>Where the log is Kafka, with events under foreign keys and sent twice, a backtest finds what the live rule found: from Kafka, and from ClickHouse once Kafka has forgotten.</summary>
public sealed class KafkaBacktestSpecification
{
    private const int Events = 1_000;

    // Those of the shop come as a stranger puts them into Kafka, under its own keys and some of them twice, so that those of one card come in no order. Those of the stall come through the door.
    private static readonly (string Tenant, string Text)[] Rules =
    [
        ("shop", "rule hasty for each user when exactly 3 purchase within 4 hours"),
        ("stall", "rule hasty for each user when exactly 3 purchase within 4 hours"),
        ("stall", "rule card_twice for each card when exactly 2 purchase within 1 hour"),
    ];

    private static readonly DateTime Start = DateTime.UtcNow.Date.AddDays(-5);

    [ClusterFact("kcat")]
    public async Task The_alerts_of_a_range_are_the_same_wherever_its_events_are_read()
    {
        await using var servers = await ClusterServers.StartAsync();
        if (!servers.Brokers.IsOwn) return;
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("own.rules"), string.Join('\n', Rules.Select(rule => rule.Text).Distinct()));
        await using var node = servers.Launch("a", NodeProcess.FreePort(), "--set", $"rules.files=[\"{folder.File("own.rules")}\"]", "--set", "shards.checkpoint-interval=200ms");
        await ClusterSpecification.ReadyAsync(node);
        var lines = Lines();
        await servers.ProduceAsync("raw_events", "shop", lines.SelectMany((line, i) => i % 5 == 0 ? [line, line] : new[] { line }));
        await SendAsync(node, "stall", lines);
        await UntilDeliveredAsync(node);
        await EachRuleFindsWhatItFoundAsync(node, (log, store) => log == Events && store == 0);
        await ForgetAsync(servers, node, folder.File("offsets.json"));
        await EachRuleFindsWhatItFoundAsync(node, (log, store) => log == 0 && store == Events);
    }

    private static async Task EachRuleFindsWhatItFoundAsync(NodeProcess node, Func<long, long, bool> isReadAsExpected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        foreach (var (tenant, rule) in Rules)
        {
            while (true)
            {
                var job = await RunAsync(node, tenant, rule);
                Assert.True(job.GetProperty("state").GetString() == "done", job.ToString());
                var (log, store) = (job.GetProperty("fromLog").GetInt64(), job.GetProperty("fromClickHouse").GetInt64());
                var result = job.GetProperty("result");
                var raised = Told((await node.GetAsync($"/api/v1/alerts?tenant={tenant}&page_size=1000&rule={job.GetProperty("rule").GetString()}")).GetProperty("alerts").EnumerateArray());
                var found = Told(result.GetProperty("sameExamples").EnumerateArray().Concat(result.GetProperty("newExamples").EnumerateArray()));
                if (raised.Count is > 5 and <= 100 && raised.SequenceEqual(found) && isReadAsExpected(log, store)) break;
                // The last alerts may be on their way, and Kafka's ends are known a moment late.
                Assert.False(patience.IsCancellationRequested, $"{log} from the log, {store} from ClickHouse; raised {raised.Count}, found {found.Count}; only raised {string.Join("; ", raised.Except(found).Take(5))}; only found {string.Join("; ", found.Except(raised).Take(5))}: {tenant}, {rule}");
                await Task.Delay(100, CancellationToken.None);
            }
        }
    }

    private static async Task SendAsync(NodeProcess node, string tenant, List<string> lines)
    {
        foreach (var part in lines.Chunk(100))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/events", UriKind.Relative)) { Content = new StringContent($"[{string.Join(',', part)}]", new MediaTypeHeaderValue("application/json")) };
            request.Headers.Add("X-Tenant-Id", tenant);
            using var answer = await node.Client.SendAsync(request);
            Assert.Equal(part.Length, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32());
        }
    }

    private static async Task<JsonElement> RunAsync(NodeProcess node, string tenant, string rule)
    {
        using var started = await node.Client.PostAsync(new Uri($"/api/v1/rules/backtest?tenant={tenant}", UriKind.Relative), JsonContent.Create(new { rule, from = Start.AddDays(-1), against = "raised", examples = 100 }));
        Assert.True(started.StatusCode == HttpStatusCode.Accepted, await started.Content.ReadAsStringAsync());
        var id = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        while (true)
        {
            var job = await node.GetAsync($"/api/v1/rules/backtest/{id}?tenant={tenant}");
            if (job.GetProperty("state").GetString() != "running") return job;
            await Task.Delay(20);
        }
    }

    private static async Task UntilDeliveredAsync(NodeProcess node)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (true)
        {
            var shards = (await node.GetAsync("/api/v1/status")).GetProperty("shards").EnumerateArray().ToList();
            if (shards.Exists(shard => shard.GetProperty("end").GetInt64() > 0) && shards.TrueForAll(shard => shard.GetProperty("deliveredOffset").GetInt64() == shard.GetProperty("end").GetInt64())) return;
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>Deletes every record of the lane but the last of each partition, as retention does.</summary>
    private static async Task ForgetAsync(ClusterServers servers, NodeProcess node, string file)
    {
        var shards = (await node.GetAsync("/api/v1/status")).GetProperty("shards").EnumerateArray().Where(shard => shard.GetProperty("topic").GetString() == "raw_events");
        var ends = shards.Select(shard => string.Create(CultureInfo.InvariantCulture, $$"""{"topic":"raw_events","partition":{{shard.GetProperty("partition").GetInt32()}},"offset":{{Math.Max(0, shard.GetProperty("end").GetInt64() - 1)}} }"""));
        await File.WriteAllTextAsync(file, $$"""{"version":1,"partitions":[{{string.Join(',', ends)}}]}""");
        using var tool = Process.Start(new ProcessStartInfo("bash", [TestKafka.ScriptPath!, "tool", "DeleteRecordsCommand", "--bootstrap-server", servers.Kafka, "--offset-json-file", file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await tool.StandardOutput.ReadToEndAsync() + await tool.StandardError.ReadToEndAsync();
        await tool.WaitForExitAsync();
        Assert.True(tool.ExitCode == 0, said);
    }

    private static List<string> Lines()
    {
        var (random, at, lines) = (new Random(7), Start, new List<string>());
        for (var i = 0; i < Events; i++)
        {
            at = at.AddSeconds(random.Next(150));
            var number = random.Next(40);
            var kind = random.Next(3) == 0 ? "purchase" : "page_view";
            lines.Add(string.Create(CultureInfo.InvariantCulture, $$"""{"eventType":"{{kind}}","eventId":"e{{i}}","service":"SHOP","userEmail":"u{{number}}@shop.example","amount":{{random.Next(200)}},"timestamp":"{{at:O}}","metadata":{"card":"c{{number}}"} }"""));
        }

        return lines;
    }

    private static List<string> Told(IEnumerable<JsonElement> alerts) =>
        [.. alerts.Select(alert => $"{alert.GetProperty("entity").GetString()} {alert.GetProperty("firstAt").GetDateTime():O} {alert.GetProperty("at").GetDateTime():O}").Order(StringComparer.Ordinal)];
}
