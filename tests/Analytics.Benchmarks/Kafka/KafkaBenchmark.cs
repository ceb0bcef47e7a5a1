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
/// The cluster profile over a real broker, PostgreSQL and ClickHouse: a backlog until every sink has everything, with one node and with two; the time from the send of an event
/// until ClickHouse answers with it, at steady rates; how long shards rest when a node comes; and how long they are without an owner when one is killed, with a million users
/// in sessions, without and with copies at the node that takes over.
/// </summary>
internal sealed class KafkaBenchmark : IBenchmark
{
    private const int Partitions = 4;

    // Raw events, stock, events on their way to rules.
    private const int Lanes = 3;
    private const int ManyUsers = 1_000_000;
    private const double SessionSeconds = 6;
    private const string ProbeTenant = "probe";
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(250);
    private int _written;
    private int _probes;

    public string Name => "kafka";

    public string Summary => "Kafka backlog → ClickHouse, PostgreSQL and checkpoints, one and two nodes; send until answer; rebalance; fail-over (--events 2000000 --seconds 15)";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        if (ClusterServers.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return [];
        }

        var (events, seconds) = (arguments.Int("events", 2_000_000), arguments.Int("seconds", 15));
        await using var servers = await ClusterServers.StartAsync(measured: true);
        await using var cluster = new KafkaCluster(servers, Lanes * Partitions);
        // The first start makes topics and tables, so that what follows measures work and not set-up.
        await cluster.StartAsync("a");
        await cluster.StopAsync("a");
        await using var log = KafkaLog.Open(new KafkaLogOptions { Brokers = servers.Kafka, Library = TestKafka.LibraryPath!, ClientId = "shop", Topics = [new(LaneRouter.RawEvents, Partitions)] });
        List<Figure> figures = [];

        await FillAsync(log, events);
        await cluster.StartAsync("a");
        var one = await DrainAsync(cluster, events);
        figures.Add(new("backlog until every sink has everything, one node", one, "events/s", Floor: 250_000));
        figures.Add(new("events per CPU second, node alone", events / cluster.CpuSeconds, "events/s"));
        figures.Add(new("peak memory, node", cluster.PeakBytes / 1048576.0, "MiB", LowerIsBetter: true));
        foreach (var rate in (int[])[1_400, 28_000, (int)(one / 2)]) figures.AddRange(Figures(rate, await SteadyAsync(servers, log, rate, seconds)));

        await cluster.UntilDeliveredAsync("a");
        await cluster.StopAsync("a");
        await FillAsync(log, events, ManyUsers);
        await cluster.StartAsync("a");
        var pause = await cluster.StartAsync("b");
        figures.Add(new("backlog with a million users, two nodes from the second's start", await DrainAsync(cluster, events), "events/s"));
        figures.Add(new("longest rest of a shard when the second node came", pause.TotalSeconds, "s", LowerIsBetter: true));
        figures.Add(await FailOverAsync(cluster, "without copies"));
        await cluster.StartAsync("b");
        // Copies are a setting of the node that takes over.
        await cluster.StopAsync("a");
        await cluster.StartAsync("a", standby: true);
        await cluster.UntilCopiedAsync("a");
        figures.Add(await FailOverAsync(cluster, "with copies"));
        return figures;
    }

    private async Task FillAsync(KafkaLog log, int events, int users = BenchmarkEvents.Users)
    {
        await Console.Error.WriteLineAsync($"filling Kafka with {events:N0} events of {users:N0} users");
        await FilledLog.WriteAsync(log, events, Partitions, _written, users);
        _written += events;
    }

    private static async Task<double> DrainAsync(KafkaCluster cluster, int events)
    {
        var watch = Stopwatch.StartNew();
        await cluster.UntilDeliveredAsync("a");
        return events / watch.Elapsed.TotalSeconds;
    }

    private static async Task<Figure> FailOverAsync(KafkaCluster cluster, string how)
    {
        await Console.Error.WriteLineAsync($"kill -9 of a node, {how}");
        var took = await cluster.FailOverAsync("b", "a");
        return new($"kill -9 until the other node runs all shards, beyond the session time-out of {SessionSeconds:0} s, {how}", took.TotalSeconds - SessionSeconds, "s", Floor: 1, LowerIsBetter: true);
    }

    private static IEnumerable<Figure> Figures(int rate, LatencyRecord latency) =>
    [
        new(string.Create(CultureInfo.InvariantCulture, $"send until ClickHouse answers with it at {rate:N0} events/s, p50 of {latency.Count}"), latency.Percentile(0.5), "ms", LowerIsBetter: true),
        new("the same, p95", latency.Percentile(0.95), "ms", LowerIsBetter: true),
        new("the same, p99", latency.Percentile(0.99), "ms", LowerIsBetter: true),
    ];

    /// <summary>Load at an even rate and, beside it, probes: one at a time, each with the time until it is found.</summary>
    private async Task<LatencyRecord> SteadyAsync(ClusterServers servers, KafkaLog log, int rate, int seconds)
    {
        await Console.Error.WriteLineAsync($"{rate:N0} events/s for {seconds} s");
        var latency = new LatencyRecord(10_000);
        var load = LoadAsync(log, rate, TimeSpan.FromSeconds(seconds));
        while (!load.IsCompleted)
        {
            var sent = Stopwatch.GetTimestamp();
            await ProbeAsync(log, ++_probes);
            var wanted = _probes.ToString(CultureInfo.InvariantCulture);
            while (await servers.QueryAsync($"SELECT count() FROM analytics.events WHERE tenant = '{ProbeTenant}'") != wanted) await Task.Delay(5);
            latency.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            await Task.Delay(BetweenProbes);
        }

        await load;
        return latency;
    }

    private async Task LoadAsync(KafkaLog log, int rate, TimeSpan time)
    {
        var sent = 0;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < time; await Task.Delay(20))
        {
            var due = (int)(watch.Elapsed.TotalSeconds * rate);
            if (due > sent) await FilledLog.WriteAsync(log, due - sent, Partitions, _written + sent);
            sent = due;
        }

        _written += sent;
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
}
