using System.Diagnostics;
using System.Text.Json;
using Analytics.Testing;

namespace Analytics.Benchmarks.EndToEnd;

/// <summary>
/// A real node drains a full log: decode, enrich, sessions, windows, checkpoints, rows in the embedded ClickHouse and in PostgreSQL. Ends when
/// every sink has everything.
/// </summary>
internal sealed class EndToEndBenchmark : IBenchmark
{
    private const int Partitions = 4;

    public string Name => "end-to-end";

    public string Summary => "segment log → embedded ClickHouse, PostgreSQL and checkpoints, everything on (--events 5000000)";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        var events = arguments.Int("events", 5_000_000);
        using var folder = new TemporaryFolder();
        var data = folder.File("node");
        await using (await NodeProcess.StartAsync(data))
        {
            // The first start makes the stores, so that what follows measures work and not set-up.
        }

        await Console.Error.WriteLineAsync($"filling the log with {events:N0} events");
        var bytes = await FilledLog.WriteAsync(Path.Combine(data, "log"), events, Partitions);
        await using var node = NodeProcess.Launch(data);
        var watch = Stopwatch.StartNew();
        await node.UntilReadyAsync(CancellationToken.None);
        var ready = watch.Elapsed;
        watch.Restart();
        var (processed, delivered) = await UntilDeliveredAsync(node, watch);
        var own = ProcessUsage.Of(node.Id);
        var all = ProcessUsage.OfTree(node.Id);
        return
        [
            new("events until every sink has everything", events / delivered.TotalSeconds, "events/s", Floor: 250_000),
            new("events until processed and checkpointed", events / processed.TotalSeconds, "events/s"),
            new("events per CPU second, node alone", events / own.CpuSeconds, "events/s"),
            new("events per CPU second, with the stores", events / all.CpuSeconds, "events/s"),
            new("average event", bytes / (double)events, "bytes"),
            new("start until ready, full log", ready.TotalSeconds, "s", LowerIsBetter: true),
            new("peak memory, node", own.PeakBytes / 1048576.0, "MiB", LowerIsBetter: true),
            new("peak memory, node and stores", all.PeakBytes / 1048576.0, "MiB", LowerIsBetter: true),
            new("on disk: log", FolderSize(Path.Combine(data, "log")) / events, "bytes/event", LowerIsBetter: true),
            new("on disk: ClickHouse", FolderSize(Path.Combine(data, "clickhouse")) / events, "bytes/event", LowerIsBetter: true),
            new("on disk: checkpoints", FolderSize(Path.Combine(data, "checkpoints")) / events, "bytes/event", LowerIsBetter: true),
            new("on disk: PostgreSQL", FolderSize(Path.Combine(data, "postgres")) / events, "bytes/event", LowerIsBetter: true),
        ];
    }

    private static async Task<(TimeSpan Processed, TimeSpan Delivered)> UntilDeliveredAsync(NodeProcess node, Stopwatch watch)
    {
        TimeSpan? processed = null;
        var told = TimeSpan.Zero;
        while (true)
        {
            var shards = (await node.GetAsync("/api/v1/status")).GetProperty("shards").EnumerateArray().ToList();
            if (shards.Count > 0 && shards.TrueForAll(s => At(s, "position") == At(s, "end"))) processed ??= watch.Elapsed;
            if (shards.Count > 0 && shards.TrueForAll(s => At(s, "deliveredOffset") == At(s, "end"))) return (processed!.Value, watch.Elapsed);
            if (watch.Elapsed - told > TimeSpan.FromSeconds(2))
            {
                told = watch.Elapsed;
                await Console.Error.WriteLineAsync($"{told.TotalSeconds:0} s: processed {shards.Sum(s => At(s, "position")):N0}, delivered {shards.Sum(s => At(s, "deliveredOffset")):N0}");
            }

            await Task.Delay(100);
        }
    }

    private static long At(JsonElement shard, string name) => shard.GetProperty(name).GetInt64();

    private static double FolderSize(string folder) =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => (double)f.Length) : 0;
}
