using System.Globalization;
using System.Net;
using System.Net.Http.Json;
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
    private static readonly DateTime Start = DateTime.UtcNow.Date.AddDays(-5);
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
        await UntilDeliveredAsync();
        await EachRuleFindsWhatItFoundAsync((log, store) => log == 1_500 && store == 0);

        await StopAndTrimAsync(bytes: 150_000);
        await StartAsync();
        await EachRuleFindsWhatItFoundAsync((log, store) => log > 100 && store > 100 && log + store == 1_500);

        await SendAsync("other", 8, 1_500);
        await UntilDeliveredAsync();
        await StopAndTrimAsync(bytes: 1);
        await StartAsync();
        await EachRuleFindsWhatItFoundAsync((log, store) => log == 0 && store == 1_500);
    }

    [NodeFact]
    public async Task Without_a_store_the_log_is_enough_as_far_as_it_reaches()
    {
        await SendAsync("shop", 7, 1_500);
        await UntilDeliveredAsync();
        await StopAndTrimAsync(bytes: null);
        await StartAsync("--set", "sinks.clickhouse.enabled=false", "--set", "node.roles=[ingest, process]");
        await EachRuleFindsWhatItFoundAsync((log, store) => log == 1_500 && store == 0);
        var example = (await RunAsync(Rules[1], Start.AddDays(-1))).GetProperty("result").GetProperty("sameExamples")[0];
        var matched = example.GetProperty("events")[0];
        Assert.Equal(example.GetProperty("entity").GetString(), matched.GetProperty("fields").GetProperty("user_id").GetString());
        Assert.Equal(example.GetProperty("amount").GetDecimal(), matched.GetProperty("fields").GetProperty("amount").GetDecimal());
        Assert.True(example.GetProperty("amount").GetDecimal() > 0);

        await StopAndTrimAsync(bytes: 150_000);
        await StartAsync("--set", "sinks.clickhouse.enabled=false", "--set", "node.roles=[ingest, process]");
        var refused = await RunAsync(Rules[0], Start.AddDays(-1));
        Assert.Equal("failed", refused.GetProperty("state").GetString());
        Assert.Contains("The log reaches back to 20", refused.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private async Task EachRuleFindsWhatItFoundAsync(Func<long, long, bool> isReadAsExpected)
    {
        foreach (var rule in Rules) await TheSameRuleFindsWhatItFoundAsync(rule, isReadAsExpected);
    }

    private async Task TheSameRuleFindsWhatItFoundAsync(string rule, Func<long, long, bool> isReadAsExpected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (true)
        {
            var job = await RunAsync(rule, Start.AddDays(-1));
            Assert.True(job.GetProperty("state").GetString() == "done", job.ToString());
            Assert.True(isReadAsExpected(job.GetProperty("fromLog").GetInt64(), job.GetProperty("fromClickHouse").GetInt64()), $"{job.GetProperty("fromLog")} from the log, {job.GetProperty("fromClickHouse")} from ClickHouse: {rule}");
            var raised = Told((await _node.GetAsync($"/api/v1/alerts?tenant=shop&page_size=1000&rule={job.GetProperty("rule").GetString()}")).GetProperty("alerts"));
            var found = Told(job.GetProperty("result").GetProperty("sameExamples"));
            if (raised.Count is > 5 and <= 100 && job.GetProperty("result").GetProperty("total").GetProperty("alerts").GetInt32() == raised.Count && raised.SequenceEqual(found)) return;
            // The last alerts may be on their way.
            Assert.False(patience.IsCancellationRequested, $"raised {raised.Count}: {string.Join("; ", raised.Except(found).Take(5))}; found {found.Count}: {string.Join("; ", found.Except(raised).Take(5))}; {job}");
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private async Task<JsonElement> RunAsync(string rule, DateTime from)
    {
        using var started = await _node.Client.PostAsync(new Uri("/api/v1/rules/backtest?tenant=shop", UriKind.Relative), JsonContent.Create(new { rule, from, against = "raised", examples = 100 }));
        Assert.True(started.StatusCode == HttpStatusCode.Accepted, await started.Content.ReadAsStringAsync());
        var id = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        while (true)
        {
            var job = await _node.GetAsync($"/api/v1/rules/backtest/{id}?tenant=shop");
            if (job.GetProperty("state").GetString() != "running") return job;
            await Task.Delay(20);
        }
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

    private async Task UntilDeliveredAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (true)
        {
            var shards = (await _node.GetAsync("/api/v1/status")).GetProperty("shards").EnumerateArray().ToList();
            if (shards.Count > 0 && shards.TrueForAll(shard => shard.GetProperty("deliveredOffset").GetInt64() == shard.GetProperty("end").GetInt64())) return;
            await Task.Delay(50, patience.Token);
        }
    }

    // Users with a card each who pay from several places, a few out of order.
    private async Task SendAsync(string tenant, int seed, int count)
    {
        var random = new Random(seed);
        var at = Start;
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

        foreach (var part in events.Chunk(100))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/events", UriKind.Relative)) { Content = JsonContent.Create(part) };
            request.Headers.Add("X-Tenant-Id", tenant);
            using var answer = await _node.Client.SendAsync(request);
            Assert.Equal(part.Length, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32());
        }
    }

    private static List<string> Told(JsonElement alerts) =>
        [.. alerts.EnumerateArray().Select(alert => $"{alert.GetProperty("entity").GetString()} {alert.GetProperty("firstAt").GetDateTime():O} {alert.GetProperty("at").GetDateTime():O}").Order(StringComparer.Ordinal)];
}
