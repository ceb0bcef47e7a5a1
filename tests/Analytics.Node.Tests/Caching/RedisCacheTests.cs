using System.Diagnostics;
using System.Text.Json;
using Analytics.Contracts.Stores;
using Analytics.Query;
using Analytics.Query.Caching;
using Analytics.Query.Caching.Redis;
using Analytics.Testing;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Analytics.Node.Tests.Caching;

/// <summary>A cache in a real Redis: what it keeps, and what is left of it while the server is gone or hangs.</summary>
public sealed class RedisCacheTests : IDisposable
{
    private static readonly DistributedCacheEntryOptions Minute = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) };
    private readonly QueryTelemetry _telemetry = new();

    public void Dispose() => _telemetry.Dispose();

    [RedisFact]
    public async Task Values_of_any_bytes_and_sizes_come_back_until_they_expire()
    {
        await using var server = await TestRedis.StartAsync();
        using var cache = Open(server);
        foreach (var size in (int[])[0, 1, 100, 16 * 1024, 700_000])
        {
            var value = new byte[size];
            new Random(size).NextBytes(value);
            await cache.SetAsync($"k{size}", value, Minute);
            Assert.Equal(value, await cache.GetAsync($"k{size}"));
        }

        Assert.InRange(int.Parse(await server.CliAsync("PTTL", "k1"), System.Globalization.CultureInfo.InvariantCulture), 1, 60_000);
        await cache.RemoveAsync("k1");
        Assert.Null(await cache.GetAsync("k1"));
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            await cache.SetAsync($"many{i}", BitConverter.GetBytes(i), Minute);
            Assert.Equal(BitConverter.GetBytes(i), await cache.GetAsync($"many{i}") ?? BitConverter.GetBytes(i));
        }));
        Assert.True(cache.State.IsUp);
    }

    [RedisFact]
    public async Task A_server_that_hangs_or_is_gone_costs_a_few_short_waits_and_comes_back()
    {
        await using var server = await TestRedis.StartAsync();
        using var cache = Open(server, TimeSpan.FromMilliseconds(500));
        await cache.SetAsync("k", [1], Minute);
        await server.PauseAsync();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 100; i++) await cache.GetAsync("k");
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), $"{Stopwatch.GetElapsedTime(started)}");
        Assert.Equal((false, true), (cache.State.IsUp, cache.State.IsOpen));
        await cache.SetAsync("k", [2], Minute);
        Assert.Equal([2], await cache.GetAsync("k"));

        await server.ResumeAsync();
        await server.KillAsync();
        await server.RestartAsync();
        while (!cache.State.IsUp)
        {
            await Task.Delay(20);
            await cache.GetAsync("k");
        }

        Assert.Null(await cache.GetAsync("k"));
        await cache.SetAsync("k", [3], Minute);
        Assert.Equal("\u0003", await server.CliAsync("GET", "k"));
    }

    [RedisFact]
    public async Task Answers_of_tenants_questions_and_versions_never_meet()
    {
        await using var server = await TestRedis.StartAsync();
        using var cache = Open(server);
        var store = new CountingStore();
        var version = "1";
        var cached = new CachedColumnStore(store, cache, new AnswerCacheOptions { Secret = new byte[32], KeepFor = TimeSpan.FromMinutes(1) }, () => version, _telemetry);
        async Task<string> AskAsync(string sql, string tenant, string more = "") =>
            (await cached.QueryAsync(sql, new Dictionary<string, string> { ["tenant"] = tenant, ["more"] = more }, CancellationToken.None))[0][0].GetString()!;

        Assert.Equal(["1 q a ", "2 q b ", "1 q a ", "3 q ab ", "4 q a b", "5 r a "], [await AskAsync("q", "a"), await AskAsync("q", "b"), await AskAsync("q", "a"), await AskAsync("q", "ab"), await AskAsync("q", "a", "b"), await AskAsync("r", "a")]);
        version = "2";
        Assert.Equal("6 q a ", await AskAsync("q", "a"));
        Assert.DoesNotContain("tenant", await server.CliAsync("KEYS", "*"), StringComparison.Ordinal);
        foreach (var key in (await server.CliAsync("KEYS", "*")).Split('\n')) await server.CliAsync("SET", key, "{not ours");
        Assert.Equal("7 q a ", await AskAsync("q", "a"));
    }

    private RedisCache Open(TestRedis server, TimeSpan? timeout = null) => new(
        new RedisOptions { Uri = server.Uri, Timeout = timeout ?? TimeSpan.FromSeconds(30), OpenFor = TimeSpan.FromSeconds(2) },
        new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())), _telemetry, TimeProvider.System);

    /// <summary>Answers with how often it was asked, and what.</summary>
    private sealed class CountingStore : IColumnStore
    {
        private int _asked;

        public Task<IReadOnlyList<JsonElement>> QueryAsync(string sql, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<JsonElement>>([JsonSerializer.SerializeToElement((string[])[$"{++_asked} {sql} {parameters["tenant"]} {parameters["more"]}"])]);

        public Task ExecuteAsync(string sql, CancellationToken cancellation) => Task.CompletedTask;
    }
}
