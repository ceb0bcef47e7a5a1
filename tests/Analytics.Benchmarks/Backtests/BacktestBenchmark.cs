using System.Diagnostics;
using System.Globalization;
using Analytics.Actors.Rules;
using Analytics.Node.Backtests;
using Analytics.Node.Backtests.Past;
using Analytics.Node.Configuration;
using Analytics.Sinks.ClickHouse;
using Analytics.Sinks.ClickHouse.Embedded;
using Analytics.Sinks.ClickHouse.History;
using Analytics.Testing;

namespace Analytics.Benchmarks.Backtests;

/// <summary>
/// A rule over a month of a shop, from the question to the result, with reading, sorting and matching: for a window of each user and for a key that no lane has, from the embedded ClickHouse and from the log.
/// </summary>
internal sealed class BacktestBenchmark : IBenchmark
{
    private const string Window = """
        rule daily_sum
          for each user
          given limit = 500
          when purchase where sum of amount of purchase in last 1 day > limit and sum of amount of purchase in last 1 day - amount <= limit
        """;

    private const string Keyed = """
        rule busy_card
          for each card
          given limit = 3
          when exactly limit purchase
          within 3 hours
        """;

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
        await MonthOfShop.FillAsync(connection, events);
        await using var log = await MonthOfShop.FillAsync(folder.File("log"), events);
        var (options, history) = (new NodeOptions(), new EventHistory(connection));
        var past = MonthOfShop.Past(log, options, assets);
        return
        [
            .. await FiguresAsync("ClickHouse", new PastSources(options, TimeProvider.System, history: history), new PastFinder(history: history, stored: new StoredEvents(connection)), options, store),
            .. await FiguresAsync("log", new PastSources(options, TimeProvider.System, past), new PastFinder(past), options, store),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> FiguresAsync(string source, PastSources sources, PastFinder finder, NodeOptions options, EmbeddedClickHouse store)
    {
        await using var jobs = new BacktestJobs(options, sources, finder, new LiveRules(new RuleBoard()), new DefaultTenants(), TimeProvider.System);
        await RunAsync(jobs, Window, MonthOfShop.Begin + MonthOfShop.MicrosOfMonth / 30);
        return [.. await FiguresAsync($"{source}, window of each user", Window), .. await FiguresAsync($"{source}, sequence of each card", Keyed)];

        async Task<IEnumerable<Figure>> FiguresAsync(string what, string rule)
        {
            var (own, stores) = Processor(store);
            var answer = await RunAsync(jobs, rule, MonthOfShop.Begin + MonthOfShop.MicrosOfMonth);
            var (ownAfter, storesAfter) = Processor(store);
            return
            [
                new($"{what}: all", answer.Seconds, "s", Goal: answer.Events >= 10_000_000 ? 30 : null, LowerIsBetter: true, Peer: string.Create(CultureInfo.InvariantCulture, $"{answer.Events:N0} events, {answer.Result!.Total.Alerts:N0} alerts")),
                new($"{what}: events a second", answer.Events / answer.Seconds, "1/s", Goal: 333_333),
                // What a machine that has other work to do makes hardly longer.
                new($"{what}: processor, this process", (ownAfter - own).TotalSeconds, "s", LowerIsBetter: true),
                new($"{what}: processor, ClickHouse", (storesAfter - stores).TotalSeconds, "s", LowerIsBetter: true),
            ];
        }
    }

    private static (TimeSpan Own, TimeSpan Store) Processor(EmbeddedClickHouse store)
    {
        using var own = Process.GetCurrentProcess();
        using var other = Process.GetProcessById(store.ProcessId);
        return (own.TotalProcessorTime, other.TotalProcessorTime);
    }

    private static async Task<BacktestAnswer> RunAsync(BacktestJobs jobs, string rule, long to)
    {
        var job = jobs.Start("shop", new BacktestRequest(rule, At(MonthOfShop.Begin), At(to), BacktestPlan.Nothing, 5), "benchmark")!;
        await job.Ended;
        return job.Error is { } error ? throw new InvalidOperationException(error) : BacktestAnswer.Of(job);
    }

    private static DateTimeOffset At(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}
