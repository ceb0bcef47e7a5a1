using System.Diagnostics;
using System.Globalization;
using Analytics.Contracts.Sinks;
using Analytics.Sinks.Postgres;
using Analytics.Sinks.Postgres.Embedded;

namespace Analytics.Benchmarks.Postgres;

/// <summary>
/// Business events into the embedded PostgreSQL: a shop's history (registrations, products, orders, payments in the proportions of
/// Olist's) on four shards at a time, from encoded deliveries to the last commit.
/// </summary>
internal sealed class PostgresBenchmark : IBenchmark
{
    public string Name => "postgres";

    public string Summary => "business events into the embedded PostgreSQL, four shards at a time";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        var assets = Environment.GetEnvironmentVariable("ANALYTICS_ASSETS") ?? throw new InvalidOperationException("ANALYTICS_ASSETS names no folder.");
        var folder = Directory.CreateTempSubdirectory("analytics-bench-postgres-").FullName;
        try
        {
            return await RunAsync(arguments, new EmbeddedPostgresOptions { NativeFolder = EmbeddedPostgresOptions.NativeFolderIn(assets), DataFolder = folder });
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments, EmbeddedPostgresOptions options)
    {
        var shards = arguments.Int("shards", 4);
        var perDelivery = arguments.Int("batch", 10_000);
        var coldStart = await StartSecondsAsync(options);
        var warmStart = await StartSecondsAsync(options);
        await using var server = await EmbeddedPostgres.StartAsync(options);
        await using var connection = new PostgresConnection(server.ConnectionString);
        await using var sink = new BusinessSink(connection, new ShopHistory());
        var encoding = Stopwatch.StartNew();
        var deliveries = Enumerable.Range(0, shards).Select(shard => ShopHistory.Deliveries(sink, shard, shards, perDelivery)).ToArray();
        var encoded = encoding.Elapsed.TotalSeconds;
        await WarmUpAsync(sink, deliveries);
        var events = deliveries.Sum(shard => shard.Sum(delivery => delivery.ToOffset - delivery.FromOffset));
        var bytes = deliveries.Sum(shard => shard.Sum(delivery => (long)delivery.Payload.Length));
        var watch = Stopwatch.StartNew();
        var own = Process.GetCurrentProcess().TotalProcessorTime;
        var before = ServerSeconds(server.ProcessId);
        await Task.WhenAll(deliveries.Select(shard => Task.Run(() => DeliverAsync(sink, shard))));
        var seconds = watch.Elapsed.TotalSeconds;
        var ownSeconds = (Process.GetCurrentProcess().TotalProcessorTime - own).TotalSeconds;
        var serverSeconds = ServerSeconds(server.ProcessId) - before;
        var size = await AskAsync(connection, "SELECT pg_database_size('analytics')");
        return
        [
            new("business events", events / seconds, "events/s", Floor: 30_000, Goal: 60_000),
            new("all together", seconds, "s", LowerIsBetter: true, Peer: $"{events:N0} events"),
            new("the node's own processor time", ownSeconds / events * 1e6, "µs/event", LowerIsBetter: true),
            new("the server's processor time", serverSeconds / events * 1e6, "µs/event", LowerIsBetter: true),
            new("making and encoding", encoded / events * 1e6, "µs/event", LowerIsBetter: true),
            new("payload", (double)bytes / events, "B/event", LowerIsBetter: true),
            new("database", (double)size / events, "B/event", LowerIsBetter: true),
            new("first start", coldStart, "s", LowerIsBetter: true),
            new("later start", warmStart, "s", Floor: 1, LowerIsBetter: true),
        ];
    }

    private static async Task<double> StartSecondsAsync(EmbeddedPostgresOptions options)
    {
        var watch = Stopwatch.StartNew();
        await using var server = await EmbeddedPostgres.StartAsync(options);
        return watch.Elapsed.TotalSeconds;
    }

    // User and system time of the server's processes, from the fields behind the name in /proc/PID/stat (hundredths of a second).
    private static double ServerSeconds(int server)
    {
        const int Parent = 1, UserTime = 11, SystemTime = 12;
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (int.Parse(fields[Parent], CultureInfo.InvariantCulture) == server)
                ticks += long.Parse(fields[UserTime], CultureInfo.InvariantCulture) + long.Parse(fields[SystemTime], CultureInfo.InvariantCulture);
        }

        return ticks / 100.0;
    }

    // Migrations, connections and prepared statements, with deliveries of nothing on partitions of their own.
    private static async Task WarmUpAsync(BusinessSink sink, IReadOnlyList<SinkDelivery>[] deliveries)
    {
        foreach (var shard in deliveries)
            await sink.DeliverAsync(shard[0] with { FromOffset = 0, ToOffset = 0, Payload = ShopHistory.Nothing(sink) }, CancellationToken.None);
    }

    private static async Task DeliverAsync(BusinessSink sink, IReadOnlyList<SinkDelivery> deliveries)
    {
        foreach (var delivery in deliveries) await sink.DeliverAsync(delivery with { Sequence = delivery.Sequence + 1 }, CancellationToken.None);
    }

    private static async Task<long> AskAsync(PostgresConnection connection, string sql)
    {
        await using var open = await connection.OpenAsync(CancellationToken.None);
        await using var command = new Npgsql.NpgsqlCommand(sql, open);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
