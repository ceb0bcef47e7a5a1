using System.Globalization;
using System.Text.Json;
using Analytics.Log.Segments;
using Analytics.Node.Composition;
using Analytics.Testing;

namespace Analytics.Node.Tests.Backtests;

/// <summary>A backtest finds what the live rule found over the same range: from the log, from the store where the log is gone, and across the seam between them.</summary>
public sealed class BacktestSourcesSpecification : IAsyncLifetime
{
    private const int Partitions = 2;

    private static readonly string[] Rules =
    [
        """
        rule hasty
          because "A sequence of a user."
          for each user
          when exactly 3 purchase
          within 4 hours
        """,
        """
        rule spender
          because "A window of a user."
          for each user
          when purchase where sum of amount of purchase in last 1 day > 900
        """,
        """
        rule card_twice
          because "A key that no lane has."
          for each card
          when exactly 2 purchase
          within 1 hour
        """,
        """
        rule traveller
          because "What is derived of an address, and remembered."
          for each user
          when purchase where speed > 900 and distance > 200
        """,
    ];

    private static readonly string[] Addresses = ["8.8.8.8", "81.2.69.142", "1.1.1.1", "193.99.144.80"];
    private readonly TemporaryFolder _folder = new();
    private NodeProcess _node = null!;

    public async Task InitializeAsync()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ANALYTICS_ASSETS"))) return;
        await File.WriteAllTextAsync(_folder.File("own.rules"), string.Join('\n', Rules));
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
        _folder.Dispose();
    }

    [NodeFact]
    public async Task The_alerts_of_a_range_are_the_same_wherever_its_events_are_read()
    {
        await SendAsync("shop", 7, 1_500);
        await NodeBacktests.UntilDeliveredAsync(_node);
        await EachRuleFindsWhatItFoundAsync((log, store) => log == 1_500 && store == 0);

        await StopAndTrimAsync(bytes: 150_000);
        await StartAsync();
        await EachRuleFindsWhatItFoundAsync((log, store) => log > 100 && store > 100 && log + store == 1_500);

        await SendAsync("other", 8, 1_500);
        await NodeBacktests.UntilDeliveredAsync(_node);
        await StopAndTrimAsync(bytes: 1);
        await StartAsync();
        await EachRuleFindsWhatItFoundAsync((log, store) => log == 0 && store == 1_500);
    }

    [NodeFact]
    public async Task Without_a_store_the_log_is_enough_as_far_as_it_reaches()
    {
        await SendAsync("shop", 7, 1_500);
        await NodeBacktests.UntilDeliveredAsync(_node);
        await StopAndTrimAsync(bytes: null);
        await StartAsync("--set", "sinks.clickhouse.enabled=false", "--set", "node.roles=[ingest, process]");
        await EachRuleFindsWhatItFoundAsync((log, store) => log == 1_500 && store == 0);
        var example = (await NodeBacktests.RunAsync(_node, "shop", Rules[1])).GetProperty("result").GetProperty("sameExamples")[0];
        var matched = example.GetProperty("events")[0];
        Assert.Equal(example.GetProperty("entity").GetString(), matched.GetProperty("fields").GetProperty("user_id").GetString());
        Assert.Equal(example.GetProperty("amount").GetDecimal(), matched.GetProperty("fields").GetProperty("amount").GetDecimal());
        Assert.True(example.GetProperty("amount").GetDecimal() > 0);

        await StopAndTrimAsync(bytes: 150_000);
        await StartAsync("--set", "sinks.clickhouse.enabled=false", "--set", "node.roles=[ingest, process]");
        var refused = await NodeBacktests.RunAsync(_node, "shop", Rules[0]);
        Assert.Equal("failed", refused.GetProperty("state").GetString());
        Assert.Contains("The log reaches back to 20", refused.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private async Task EachRuleFindsWhatItFoundAsync(Func<long, long, bool> isReadAsExpected)
    {
        foreach (var rule in Rules) await NodeBacktests.FindsWhatItRaisedAsync(_node, "shop", rule, isReadAsExpected);
    }

    private async Task StartAsync(params string[] more) => _node = await NodeProcess.StartAsync(
        _folder.File("node"),
        ["--set", $"rules.files=[\"{_folder.File("own.rules")}\"]", "--set", "shards.checkpoint-interval=200ms", "--set", "log.segment-size=64KiB", "--set", string.Create(CultureInfo.InvariantCulture, $"log.partitions={Partitions}"), .. more]);

    /// <summary>What retention does after days, at once: the oldest segments go until a partition has no more than so many bytes.</summary>
    private async Task StopAndTrimAsync(long? bytes)
    {
        Assert.Equal(0, await _node.StopAsync());
        await _node.DisposeAsync();
        var options = new SegmentLogOptions
        {
            Directory = Path.Combine(_folder.File("node"), "log"), Topics = LogTopics.All(Partitions, []), SegmentBytes = 64 * 1024, RetentionAge = null, RetentionBytes = bytes, MinimumFreeBytes = 0,
        };
        await using var log = SegmentLog.Open(options, TimeProvider.System);
        Assert.Equal(bytes is not null, log.ApplyRetention() > 0);
    }

    // Users with a card each who pay from several places, a few out of order.
    private async Task SendAsync(string tenant, int seed, int count)
    {
        var random = new Random(seed);
        var at = NodeBacktests.Start;
        var events = new List<object>();
        for (var i = 0; i < count; i++)
        {
            at = at.AddSeconds(random.Next(300));
            var (number, buys) = (random.Next(40), random.Next(3) == 0);
            var ip = Addresses[random.Next(20) == 0 ? random.Next(Addresses.Length) : number % Addresses.Length];
            events.Add(new
            {
                eventType = buys ? "purchase" : "page_view", service = "SHOP", userEmail = $"u{number}@shop.example", amount = buys ? Math.Round(random.NextDouble() * 200, 2) : 0,
                timestamp = random.Next(10) == 0 ? at.AddSeconds(-random.Next(5)) : at, metadata = new { card = $"c{number}", ip, note = new string('n', 150) },
            });
        }

        await NodeBacktests.SendAsync(_node, tenant, events.Select(one => JsonSerializer.Serialize(one)));
    }
}
