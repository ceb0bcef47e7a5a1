using System.Diagnostics;
using System.Text.Json;
using Analytics.Testing;

namespace Analytics.Benchmarks.Peers;

/// <summary>A node of ours on the peers' job: a cluster of one with its checkpoints in PostgreSQL, only the three features on, results to Kafka.</summary>
/// <param name="PerSecond">Events a second until everything was read, between 10 % and 100 % of the backlog as the peers measure.</param>
/// <param name="PerSecondDelivered">The same until every sink had everything.</param>
/// <param name="PerCpuSecond">Events a CPU second of the node's process until every sink had everything.</param>
/// <param name="PerCpuSecondWithStore">The same with PostgreSQL's processes.</param>
/// <param name="PeakBytes">Highest resident memory of the node's process.</param>
internal sealed record NodeRun(double PerSecond, double PerSecondDelivered, double PerCpuSecond, double PerCpuSecondWithStore, long PeakBytes)
{
    private static readonly string[] Settings =
    [
        "--profile", "cluster", "--set", "node.roles=[process]", "--set", "kafka.create-topics=on", "--set", "kafka.replication=1", "--set", "kafka.prefetch-size=4MiB",
        "--set", "sinks.clickhouse.enabled=off", "--set", "sinks.postgres.enabled=off", "--set", "sinks.kafka.enabled=on", "--set", "rules.presets=[velocity_user]",
        // What the peers do not do either: look-ups, campaigns, masking, paths, unique users, compressed state.
        "--set", "enrichment.geo=off", "--set", "enrichment.user-agent=off", "--set", "enrichment.bots=off", "--set", "enrichment.reference=off", "--set", "enrichment.campaign=off",
        "--set", "tenants.defaults.email=keep", "--set", "tenants.defaults.ip=keep", "--set", "tenants.defaults.personal=keep",
        "--set", "sessions.path-steps=1", "--set", "windows.unique-users=off", "--set", "shards.compress-checkpoints=off",
        // The backlog's events are of long ago, and their sliding windows are asked for all the same.
        "--set", "windows.granularities=[five-minutes]", "--set", "windows.sliding-horizon=3650d",
        "--set", "shards.checkpoint-interval-behind=1s", "--set", "gateway.trusted-networks=[\"127.0.0.0/8\"]",
    ];

    /// <summary>Runs it over the topic <c>raw_events</c>; <paramref name="compare"/> looks at the results while the node still runs.</summary>
    public static async Task<NodeRun> MeasureAsync(string brokers, int events, BenchmarkArguments arguments, Func<Task> compare)
    {
        await using var postgres = await TestPostgres.StartAsync();
        using var folder = new TemporaryFolder();
        await using var node = await LaunchAsync(folder.File("node"), brokers, postgres, arguments);
        var run = await MeasureAsync(node, postgres.Server.ProcessId, events);
        await compare();
        return run;
    }

    /// <summary>Starts the node and waits until it is ready.</summary>
    public static async Task<NodeProcess> LaunchAsync(string folder, string brokers, TestPostgres postgres, BenchmarkArguments arguments, params string[] settings)
    {
        var node = NodeProcess.Launch(
            folder,
            [
                .. Settings, "--set", $"kafka.brokers=\"{brokers}\"", "--set", $"kafka.library=\"{TestKafka.LibraryPath}\"",
                "--set", $"sinks.postgres.connection=\"{await postgres.CreateDatabaseAsync([])}\"", .. settings.SelectMany(setting => new[] { "--set", setting }),
                .. arguments.NodeSettings,
            ]);
        await node.UntilReadyAsync(CancellationToken.None);
        return node;
    }

    private static async Task<NodeRun> MeasureAsync(NodeProcess node, int postgres, int events)
    {
        var begin = await UntilAsync(node, "position", events / 10);
        var (watch, own, store) = (Stopwatch.StartNew(), ProcessUsage.Of(node.Id).CpuSeconds, ProcessUsage.OfTree(postgres).CpuSeconds);
        await UntilAsync(node, "position", events);
        var read = watch.Elapsed;
        await UntilAsync(node, "deliveredOffset", events);
        var (delivered, usage) = (watch.Elapsed, ProcessUsage.Of(node.Id));
        var (measured, cpu) = ((double)(events - begin), usage.CpuSeconds - own);
        return new NodeRun(
            measured / read.TotalSeconds, measured / delivered.TotalSeconds, measured / cpu, measured / (cpu + ProcessUsage.OfTree(postgres).CpuSeconds - store), usage.PeakBytes);
    }

    private static async Task<long> UntilAsync(NodeProcess node, string mark, long least)
    {
        var limit = Stopwatch.StartNew();
        while (true)
        {
            var shards = (await node.GetAsync("/api/v1/status")).GetProperty("shards").EnumerateArray().ToList();
            var reached = shards.Where(shard => shard.GetProperty("topic").GetString() == "raw_events").Sum(shard => shard.GetProperty(mark).GetInt64());
            if (reached >= least) return reached;
            if (limit.Elapsed > TimeSpan.FromMinutes(10)) throw new TimeoutException($"{mark} {reached} of {least}. The node said:\n{node.Output}");
            await Task.Delay(20);
        }
    }
}
