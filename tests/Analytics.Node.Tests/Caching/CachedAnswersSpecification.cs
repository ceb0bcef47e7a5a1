using System.Globalization;
using System.Text.Json;
using Analytics.Testing;

namespace Analytics.Node.Tests.Caching;

/// <summary>A whole node whose answers are remembered in a real Redis.</summary>
public sealed class CachedAnswersSpecification
{
    [RedisFact(needsNode: true)]
    public async Task Answers_are_remembered_in_redis_and_stay_right_while_it_is_gone()
    {
        using var data = new TemporaryFolder();
        await using var redis = await TestRedis.StartAsync();
        await using var node = await NodeProcess.StartAsync(data.File("node"), "--set", $"cache.redis.uri={redis.Uri}", "--set", "cache.answers-for=1h", "--set", "cache.redis.open-for=1s", "--set", "sinks.postgres.enabled=off");
        Assert.Equal(0, await OrdersAsync(node));
        Assert.Equal(0, await OrdersAsync(node));
        Assert.True(await MetricAsync(node, "analytics_cache_lookups_total{analytics_cache_result=\"hit\"") > 0);
        Assert.StartsWith("analytics:answer:", await redis.CliAsync("KEYS", "*"), StringComparison.Ordinal);

        // Newer results are another version: an hour-old answer is not given.
        await OrderAsync(node, "1");
        await UntilAsync(async () => await OrdersAsync(node) == 1, node);
        await redis.PauseAsync();
        await OrderAsync(node, "2");
        await UntilAsync(async () => await OrdersAsync(node) == 2, node);
        await redis.ResumeAsync();
        await redis.KillAsync();
        await OrderAsync(node, "3");
        await UntilAsync(async () => await OrdersAsync(node) == 3, node);
        var store = (await node.GetAsync("/api/v1/status")).GetProperty("stores").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "redis");
        Assert.Equal("down", store.GetProperty("state").GetString());
        Assert.DoesNotContain("secret", store.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(("healthy", "ready"), ((await node.GetAsync("/healthz/ready")).GetProperty("status").GetString(), (await node.GetAsync("/api/v1/status")).GetProperty("node").GetProperty("state").GetString()));
        await redis.RestartAsync();
        await UntilAsync(async () => await OrdersAsync(node) == 3 && await MetricAsync(node, "analytics_store_up{store=\"redis\"") == 1, node);
    }

    private static async Task OrderAsync(NodeProcess node, string id)
    {
        using var content = new StringContent(JsonSerializer.Serialize(new { eventType = "ORDER_PLACED", id, entityId = "O-" + id, amount = 20 }), null, "application/json");
        using var answer = await node.Client.PostAsync(new Uri("/api/v1/events", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<int> OrdersAsync(NodeProcess node) => (await node.GetAsync("/api/analytics/dashboard")).GetProperty("totalOrders").GetInt32();

    private static async Task<double> MetricAsync(NodeProcess node, string start) =>
        (await node.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n').Where(line => line.StartsWith(start, StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));

    private static async Task UntilAsync(Func<Task<bool>> condition, NodeProcess node)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (!await condition())
        {
            Assert.False(patience.IsCancellationRequested, node.Output);
            await Task.Delay(100);
        }
    }
}
