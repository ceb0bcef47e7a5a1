using System.Diagnostics;
using System.Globalization;
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
        await NodeBacktests.SendAsync(node, "stall", lines);
        await NodeBacktests.UntilDeliveredAsync(node);
        await EachRuleFindsWhatItFoundAsync(node, (log, store) => log == Events && store == 0);
        await ForgetAsync(servers, node, folder.File("offsets.json"));
        await EachRuleFindsWhatItFoundAsync(node, (log, store) => log == 0 && store == Events);
    }

    private static async Task EachRuleFindsWhatItFoundAsync(NodeProcess node, Func<long, long, bool> isReadAsExpected)
    {
        foreach (var (tenant, rule) in Rules) await NodeBacktests.FindsWhatItRaisedAsync(node, tenant, rule, isReadAsExpected);
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
        var (random, at, lines) = (new Random(7), NodeBacktests.Start, new List<string>());
        for (var i = 0; i < Events; i++)
        {
            at = at.AddSeconds(random.Next(150));
            var number = random.Next(40);
            var kind = random.Next(3) == 0 ? "purchase" : "page_view";
            lines.Add(string.Create(CultureInfo.InvariantCulture, $$"""{"eventType":"{{kind}}","eventId":"e{{i}}","service":"SHOP","userEmail":"u{{number}}@shop.example","amount":{{random.Next(200)}},"timestamp":"{{at:O}}","metadata":{"card":"c{{number}}"} }"""));
        }

        return lines;
    }
}
