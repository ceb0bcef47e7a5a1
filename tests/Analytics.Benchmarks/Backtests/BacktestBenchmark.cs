using System.Globalization;
using Analytics.Actors.Rules;
using Analytics.Node.Backtests;
using Analytics.Node.Configuration;
using Analytics.Sinks.ClickHouse;
using Analytics.Sinks.ClickHouse.Embedded;
using Analytics.Sinks.ClickHouse.History;
using Analytics.Testing;

namespace Analytics.Benchmarks.Backtests;

/// <summary>
/// A rule over a shop's month in the embedded ClickHouse: 200,000 users, one event in five a purchase, the rest visits; four partitions. From the question to the result, with
/// reading, sorting and matching, for a window of each user and for a key that no lane has.
/// </summary>
internal sealed class BacktestBenchmark : IBenchmark
{
    private const long MicrosOfMonth = 30L * 86_400 * 1_000_000;

    private const string Window = """
        rule daily_sum
          for each user
          given limit = 900
          when purchase where sum of amount of purchase in last 1 day > limit and sum of amount of purchase in last 1 day - amount <= limit
        """;

    private const string Keyed = """
        rule busy_card
          for each card
          given limit = 4
          when exactly limit purchase
          within 1 hour
        """;

    private static readonly long Begin = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;

    public string Name => "backtest";

    public string Summary => "a rule over past events, from the question to the result (--events 10000000)";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        var events = arguments.Int("events", 10_000_000);
        var assets = Environment.GetEnvironmentVariable("ANALYTICS_ASSETS") ?? throw new InvalidOperationException("ANALYTICS_ASSETS does not name the engines' folder; ./analytics bench sets it.");
        using var folder = new TemporaryFolder();
        await using var store = await EmbeddedClickHouse.StartAsync(new EmbeddedClickHouseOptions
        {
            ProgramPath = Path.Combine(Path.GetDirectoryName(RepositoryPaths.NodeProgram)!, "store", "Analytics.Store.dll"),
            LibraryPath = Path.Combine(assets, "@chdb", "lib-linux-x64-gnu", "libchdb.so"),
            DataPath = folder.File("store"),
        });
        using var connection = new ClickHouseConnection(new ClickHouseConnectionOptions { Servers = [new ClickHouseServer(() => store.BaseAddress)], Writer = store.Writer, Reader = store.Reader });
        await new ClickHouseSchema(connection).ApplyAsync();
        await FillAsync(connection, events);
        var options = new NodeOptions();
        await using var jobs = new BacktestJobs(options, new EventHistory(connection), new StoredEvents(connection), new LiveRules(new RuleBoard()), new DefaultTenants(), TimeProvider.System);
        await RunAsync(jobs, Window, Begin + MicrosOfMonth / 30);
        return [.. Figures("window of each user", await RunAsync(jobs, Window, Begin + MicrosOfMonth)), .. Figures("sequence of each card", await RunAsync(jobs, Keyed, Begin + MicrosOfMonth))];
    }

    private static IEnumerable<Figure> Figures(string what, BacktestAnswer answer) =>
    [
        new($"{what}: all", answer.Seconds, "s", Goal: answer.Events >= 10_000_000 ? 30 : null, LowerIsBetter: true, Peer: string.Create(CultureInfo.InvariantCulture, $"{answer.Events:N0} events, {answer.Result!.Total.Alerts:N0} alerts")),
        new($"{what}: events a second", answer.Events / answer.Seconds, "1/s", Goal: 333_333),
    ];

    private static async Task<BacktestAnswer> RunAsync(BacktestJobs jobs, string rule, long to)
    {
        var job = jobs.Start("shop", new BacktestRequest(rule, At(Begin), At(to), BacktestPlan.Nothing, 5), "benchmark")!;
        await job.Ended;
        return job.Error is { } error ? throw new InvalidOperationException(error) : BacktestAnswer.Of(job);
    }

    private static DateTimeOffset At(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    private static async Task FillAsync(ClickHouseConnection connection, int events)
    {
        const int AtOnce = 1_000_000;
        for (var from = 0; from < events; from += AtOnce)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"writing events from {from:N0} on"));
            await connection.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $$"""
                INSERT INTO analytics.events (tenant, timestamp, received_at, type, kind, shape, user_id, session_id, amount, has_amount, url, country, properties, topic, partition, offset)
                WITH number AS n, cityHash64(n) % 200000 AS user, cityHash64(n, 7) % 5 = 0 AS buys, fromUnixTimestamp64Micro(toInt64({{Begin}} + intDiv(n * {{MicrosOfMonth / 1000}}, {{events}}) * 1000), 'UTC') AS at
                SELECT 'shop', at, at, if(buys, 'purchase', 'page_view'), if(buys, 'purchase', 'page_view'), 'shop', lower(hex(sipHash128(user))), concat('s', toString(n)), if(buys, (cityHash64(n, 9) % 20000) / 100, 0), buys,
                  concat('/p/', toString(n % 1000)), 'IT', if(buys, concat('{"card":"c', toString(user), '","merchant":"m', toString(n % 300), '"}'), '{"page":"home"}'), 'raw_events', toInt32(user % 4), toInt64(n)
                FROM numbers({{from}}, {{Math.Min(AtOnce, events - from)}})
                """), CancellationToken.None);
        }
    }
}
