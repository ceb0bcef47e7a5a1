using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Benchmarks.EndToEnd;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Routing;
using Analytics.Log.Kafka;
using Analytics.Testing;

namespace Analytics.Benchmarks.Kafka;

/// <summary>
/// One node of the cluster profile over a real broker, PostgreSQL and ClickHouse: first a backlog until every sink has everything, then a steady rate and
/// the time from the send of an event until ClickHouse answers with it.
/// </summary>
internal sealed class KafkaBenchmark : IBenchmark
{
    private const int Partitions = 4;
    private const string ProbeTenant = "probe";
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(250);

    public string Name => "kafka";

    public string Summary => "Kafka backlog → ClickHouse, PostgreSQL and checkpoints; send until answer at a steady rate (--events 2000000 --rate 1400 --seconds 20)";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        if (ClusterServers.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return [];
        }

        var (events, rate, seconds) = (arguments.Int("events", 2_000_000), arguments.Int("rate", 1_400), arguments.Int("seconds", 20));
        await using var servers = await ClusterServers.StartAsync(measured: true);
        var port = NodeProcess.FreePort();
        await using (var first = servers.Launch("node", port))
        {
            // The first start makes topics and tables, so that what follows measures work and not set-up.
            await first.UntilReadyAsync(CancellationToken.None);
            await first.StopAsync();
        }

        await using var log = KafkaLog.Open(new KafkaLogOptions { Brokers = servers.Kafka, Library = TestKafka.LibraryPath!, ClientId = "shop", Topics = [new(LaneRouter.RawEvents, Partitions)] });
        await Console.Error.WriteLineAsync($"filling Kafka with {events:N0} events");
        await FilledLog.WriteAsync(log, events, Partitions);
        await using var node = servers.Launch("node", port);
        await node.UntilReadyAsync(CancellationToken.None);
        var watch = Stopwatch.StartNew();
        await UntilDeliveredAsync(node, watch);
        var (drained, own) = (watch.Elapsed, ProcessUsage.Of(node.Id));
        var latency = await SteadyAsync(servers, log, events, rate, seconds);
        return
        [
            new("backlog until every sink has everything, one node", events / drained.TotalSeconds, "events/s", Floor: 250_000),
            new("events per CPU second, node alone", events / own.CpuSeconds, "events/s"),
            new("peak memory, node", own.PeakBytes / 1048576.0, "MiB", LowerIsBetter: true),
            new($"send until ClickHouse answers with it at {rate} events/s, p50 of {latency.Count}", latency.Percentile(0.5), "ms", LowerIsBetter: true),
            new("the same, p95", latency.Percentile(0.95), "ms", LowerIsBetter: true),
            new("the same, p99", latency.Percentile(0.99), "ms", LowerIsBetter: true),
        ];
    }

    private static async Task UntilDeliveredAsync(NodeProcess node, Stopwatch watch)
    {
        for (var told = TimeSpan.Zero; ; await Task.Delay(100))
        {
            var shards = (await node.GetAsync("/api/v1/status")).GetProperty("shards").EnumerateArray().ToList();
            if (shards.Count == 2 * Partitions && shards.TrueForAll(shard => At(shard, "deliveredOffset") == At(shard, "end"))) return;
            if (watch.Elapsed - told < TimeSpan.FromSeconds(2)) continue;
            told = watch.Elapsed;
            await Console.Error.WriteLineAsync($"{told.TotalSeconds:0} s: processed {shards.Sum(shard => At(shard, "position")):N0}, delivered {shards.Sum(shard => At(shard, "deliveredOffset")):N0}");
        }
    }

    /// <summary>Load at an even rate and, beside it, probes: one at a time, each with the time until it is found.</summary>
    private static async Task<LatencyRecord> SteadyAsync(ClusterServers servers, KafkaLog log, int from, int rate, int seconds)
    {
        var latency = new LatencyRecord(10_000);
        var load = LoadAsync(log, from, rate, TimeSpan.FromSeconds(seconds));
        for (var number = 1; !load.IsCompleted; number++)
        {
            var sent = Stopwatch.GetTimestamp();
            await ProbeAsync(log, number);
            var wanted = number.ToString(CultureInfo.InvariantCulture);
            while (await servers.QueryAsync($"SELECT count() FROM analytics.events WHERE tenant = '{ProbeTenant}'") != wanted) await Task.Delay(5);
            latency.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            await Task.Delay(BetweenProbes);
        }

        await load;
        return latency;
    }

    private static async Task LoadAsync(KafkaLog log, int from, int rate, TimeSpan time)
    {
        var sent = 0;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < time; await Task.Delay(20))
        {
            var due = (int)(watch.Elapsed.TotalSeconds * rate);
            if (due > sent) await FilledLog.WriteAsync(log, due - sent, Partitions, from + sent);
            sent = due;
        }
    }

    private static async Task ProbeAsync(KafkaLog log, int number)
    {
        var records = new RecordBatch();
        ref var record = ref records.Add();
        var header = new byte[32];
        record.Headers = records.Append(header.AsSpan(0, RecordHeaders.Write(header, RecordHeaders.Tenant, Encoding.ASCII.GetBytes(ProbeTenant))));
        var key = Encoding.ASCII.GetBytes($"{ProbeTenant}:user-{number}");
        record.Key = records.Append(key);
        record.Value = records.Append(JsonSerializer.SerializeToUtf8Bytes(new { user_id = $"user-{number}", session_id = $"s-{number}", event_type = "page_view", timestamp = DateTime.UtcNow, event_data = new { } }));
        await log.Partition(LaneRouter.RawEvents, new LaneRouter(Partitions).PartitionOf(key)).AppendAsync(records, new[] { 0 }, new long[1]);
    }

    private static long At(JsonElement shard, string name) => shard.GetProperty(name).GetInt64();
}
