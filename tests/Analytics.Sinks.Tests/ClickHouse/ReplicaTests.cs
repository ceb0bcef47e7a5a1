using System.Diagnostics;
using Analytics.Contracts.Stores;
using Analytics.Sinks.ClickHouse;
using Analytics.Testing;

namespace Analytics.Sinks.Tests.ClickHouse;

/// <summary>
/// Several addresses of ClickHouse: who is asked, and what is not asked twice. Both addresses lead to one engine, so that both know the same tokens, as replicas do.
/// </summary>
public sealed class ReplicaTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly Dictionary<string, string> None = [];

    [StoreFact]
    public async Task A_server_that_is_gone_is_passed_over_at_once_and_asked_again_later()
    {
        var port = 0;
        await using var second = Relay();
        using var connection = Connect([() => Local(port), () => Local(second.Port)]);
        await using (var first = Relay())
        {
            port = first.Port;
            Assert.Equal(1, await OneAsync(connection));
        }

        for (var i = 0; i < 5; i++) Assert.Equal(1, await OneAsync(connection));
        Assert.True(connection.Servers[1].State.IsUp);
        Assert.False(connection.Servers[0].State.IsUp);
        await using var back = Relay();
        port = back.Port;
        await second.DisposeAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!connection.Servers[0].State.IsUp)
        {
            patience.Token.ThrowIfCancellationRequested();
            try
            {
                await OneAsync(connection);
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(20, patience.Token);
            }
        }
    }

    [StoreFact]
    public async Task An_insert_whose_answer_is_lost_goes_elsewhere_under_its_token_and_counts_once()
    {
        await using var first = Relay();
        await using var second = Relay();
        using var connection = Connect([() => Local(first.Port), () => Local(second.Port)], TimeSpan.FromSeconds(5));
        await connection.ExecuteAsync("CREATE TABLE analytics.lost_answers (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100", default);
        var block = await NativeBlockAsync();
        await connection.InsertAsync("analytics.lost_answers", block, "t-1", default);
        first.HoldBackWhatClientsSend();
        var started = Stopwatch.GetTimestamp();
        await connection.InsertAsync("analytics.lost_answers", block, "t-1", default);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 4.9, 60);
        Assert.Equal(3, (await connection.QueryAsync("SELECT count() FROM analytics.lost_answers", None, default))[0][0].GetInt32());
        Assert.Equal((false, true), (connection.Servers[0].State.IsUp, connection.Servers[1].State.IsUp));
    }

    [StoreFact]
    public async Task A_refusal_is_final_and_no_reason_to_ask_another_server()
    {
        await using var first = Relay();
        using var connection = Connect([() => Local(first.Port), () => new Uri("http://127.0.0.1:1/")]);
        var refused = await Assert.ThrowsAsync<ClickHouseException>(() => connection.QueryAsync("SELECT * FROM nowhere.at_all", None, default));
        Assert.Contains(refused.Code, (int[])[60, 81]);
        Assert.True(connection.Servers[0].State.IsUp);
        Assert.Null(connection.Servers[1].State.Since);
    }

    [StoreFact]
    public async Task A_query_that_takes_too_long_is_ended_by_the_server()
    {
        using var connection = Connect([() => fixture.Store.BaseAddress], queryTimeout: TimeSpan.FromSeconds(1));
        const string Slow = "SELECT sum(sipHash64(number)) AS too_slow_for_anybody FROM numbers(1000000000000)";
        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() => connection.QueryAsync(Slow, None, default));
        Assert.Contains("TIMEOUT_EXCEEDED", fault.Message, StringComparison.Ordinal);
        // The embedded engine keeps the entry until its connection is used again: what counts is that nothing is read any more.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        for (string before = "unknown", read = ""; before != read; await Task.Delay(300, patience.Token))
            (before, read) = (read.Length == 0 ? before : read, await ReadRowsAsync());
    }

    private async Task<string> ReadRowsAsync()
    {
        var (_, rows, _) = await fixture.SendAsync(
            fixture.Store.Writer, "SELECT sum(read_rows) FROM system.processes WHERE query LIKE '%too_slow_for_anybody%' AND query NOT LIKE '%processes%'");
        return rows.Trim();
    }

    [StoreFact]
    public async Task Compressed_inserts_and_answers_say_the_same()
    {
        using var connection = Connect([() => fixture.Store.BaseAddress], compress: true);
        await connection.ExecuteAsync("CREATE TABLE analytics.compressed (n UInt64) ENGINE = MergeTree ORDER BY n", default);
        await connection.InsertAsync("analytics.compressed", await NativeBlockAsync(), null, default);
        Assert.Equal("0 1 2", string.Join(' ', (await connection.QueryAsync("SELECT n FROM analytics.compressed ORDER BY n", None, default)).Select(row => row[0].GetInt32())));
    }

    [Fact]
    public void Tables_of_replicas_share_a_path_and_remember_tokens_in_it()
    {
        const string Plain = "CREATE TABLE IF NOT EXISTS analytics.sessions\n(\n  revision UInt32\n)\nENGINE = ReplacingMergeTree(revision, retracted)\nORDER BY x\nSETTINGS non_replicated_deduplication_window = 10000, a = 1";
        Assert.Equal(
            "CREATE TABLE IF NOT EXISTS analytics.sessions\n(\n  revision UInt32\n)\nENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/analytics/sessions', '{replica}', revision, retracted)\nORDER BY x\n"
            + "SETTINGS replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800, a = 1",
            ClickHouseSchema.Replicated(Plain, "analytics"));
        Assert.Contains("ReplicatedMergeTree('/clickhouse/tables/{shard}/a/events', '{replica}')\n", ClickHouseSchema.Replicated("CREATE TABLE IF NOT EXISTS a.events\n()\nENGINE = MergeTree\nORDER BY x", "a"), StringComparison.Ordinal);
    }

    private TcpRelay Relay() => new(fixture.Store.BaseAddress.Port);

    private static Uri Local(int port) => new($"http://127.0.0.1:{port}/");

    private static async Task<int> OneAsync(ClickHouseConnection connection) => (await connection.QueryAsync("SELECT 1", None, default))[0][0].GetInt32();

    private async Task<byte[]> NativeBlockAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fixture.Store.BaseAddress, "?default_format=Native")) { Content = new StringContent("SELECT number AS n FROM numbers(3)") };
        request.Headers.Add("X-ClickHouse-User", fixture.Store.Reader.User);
        request.Headers.Add("X-ClickHouse-Key", fixture.Store.Reader.Password);
        using var answer = await fixture.Http.SendAsync(request);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private ClickHouseConnection Connect(Func<Uri>[] addresses, TimeSpan? statementTimeout = null, TimeSpan? queryTimeout = null, bool compress = false) => new(new ClickHouseConnectionOptions
    {
        Servers = [.. addresses.Select(address => new ClickHouseServer(address, 1, TimeSpan.FromMilliseconds(200)))],
        Writer = fixture.Store.Writer,
        Reader = fixture.Store.Reader,
        StatementTimeout = statementTimeout ?? TimeSpan.FromMinutes(1),
        QueryTimeout = queryTimeout ?? TimeSpan.FromSeconds(60),
        Compress = compress,
    });
}
