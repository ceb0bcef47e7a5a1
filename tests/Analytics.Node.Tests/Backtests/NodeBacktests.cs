using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Testing;

namespace Analytics.Node.Tests.Backtests;

/// <summary>What specifications of backtests ask of a node: events, how far they have come, and backtests over them.</summary>
internal static class NodeBacktests
{
    /// <summary>When their events begin.</summary>
    public static readonly DateTime Start = DateTime.UtcNow.Date.AddDays(-5);

    /// <summary>Sends events, a hundred a request.</summary>
    /// <param name="node">To whom.</param>
    /// <param name="tenant">Whose.</param>
    /// <param name="events">Each as JSON.</param>
    public static async Task SendAsync(NodeProcess node, string tenant, IEnumerable<string> events)
    {
        foreach (var part in events.Chunk(100))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/events", UriKind.Relative)) { Content = new StringContent($"[{string.Join(',', part)}]", new MediaTypeHeaderValue("application/json")) };
            request.Headers.Add("X-Tenant-Id", tenant);
            using var answer = await node.Client.SendAsync(request);
            Assert.Equal(part.Length, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32());
        }
    }

    /// <summary>Waits until every shard has delivered what is in its log.</summary>
    public static async Task UntilDeliveredAsync(NodeProcess node)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (true)
        {
            var shards = (await node.GetAsync("/api/v1/status")).GetProperty("shards").EnumerateArray().ToList();
            if (shards.Exists(shard => shard.GetProperty("end").GetInt64() > 0) && shards.TrueForAll(shard => shard.GetProperty("deliveredOffset").GetInt64() == shard.GetProperty("end").GetInt64())) return;
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>Runs a backtest over all events to its end.</summary>
    public static async Task<JsonElement> RunAsync(NodeProcess node, string tenant, string rule, string? against = "raised", int examples = 100)
    {
        using var started = await node.Client.PostAsync(new Uri($"/api/v1/rules/backtest?tenant={tenant}", UriKind.Relative), JsonContent.Create(new { rule, from = Start.AddDays(-1), against, examples }));
        Assert.True(started.StatusCode == HttpStatusCode.Accepted, await started.Content.ReadAsStringAsync());
        var id = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        while (true)
        {
            var job = await node.GetAsync($"/api/v1/rules/backtest/{id}?tenant={tenant}");
            if (job.GetProperty("state").GetString() != "running") return job;
            await Task.Delay(20);
        }
    }

    /// <summary>Waits until a backtest finds the alerts that its rule raised, more than five and every one of them.</summary>
    /// <param name="node">Who is asked.</param>
    /// <param name="tenant">Whose events.</param>
    /// <param name="rule">The rule's text.</param>
    /// <param name="isReadAsExpected">Whether so many events of the log and of ClickHouse are right; null for any.</param>
    public static async Task FindsWhatItRaisedAsync(NodeProcess node, string tenant, string rule, Func<long, long, bool>? isReadAsExpected = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (true)
        {
            var job = await RunAsync(node, tenant, rule);
            Assert.True(job.GetProperty("state").GetString() == "done", job.ToString());
            var (log, store) = (job.GetProperty("fromLog").GetInt64(), job.GetProperty("fromClickHouse").GetInt64());
            var result = job.GetProperty("result");
            var raised = Told((await node.GetAsync($"/api/v1/alerts?tenant={tenant}&page_size=1000&rule={job.GetProperty("rule").GetString()}")).GetProperty("alerts"));
            var found = Told(result.GetProperty("sameExamples"));
            var isAll = raised.Count is > 5 and <= 100 && result.GetProperty("total").GetProperty("alerts").GetInt32() == raised.Count;
            if (isAll && raised.SequenceEqual(found) && isReadAsExpected?.Invoke(log, store) != false) return;
            // The last events and alerts may be on their way, and Kafka's ends are known a moment late.
            Assert.False(patience.IsCancellationRequested, $"{log} from the log, {store} from ClickHouse; raised {raised.Count}, found {found.Count}; only raised {string.Join("; ", raised.Except(found).Take(5))}; only found {string.Join("; ", found.Except(raised).Take(5))}: {tenant}, {job}");
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private static List<string> Told(JsonElement alerts) =>
        [.. alerts.EnumerateArray().Select(alert => $"{alert.GetProperty("entity").GetString()} {alert.GetProperty("firstAt").GetDateTime():O} {alert.GetProperty("at").GetDateTime():O}").Order(StringComparer.Ordinal)];
}
