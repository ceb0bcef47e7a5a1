using System.Diagnostics;
using System.Text;
using Analytics.Actors.Checkpoints;
using Analytics.Actors.Entities;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Log;
using Analytics.Contracts.Tenants;
using Analytics.Log.Segments;

namespace Analytics.Benchmarks.Recover;

/// <summary>Opens a session for each of a million users on four shards, stops, and measures how long the next start takes until every shard reads again.</summary>
internal sealed class RecoverBenchmark : IBenchmark
{
    private const string Topic = "raw_events";
    private const int Partitions = 4;

    public string Name => "recover";

    public string Summary => "live sessions restored from checkpoints (--sessions 1000000)";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        var sessions = arguments.Int("sessions", 1_000_000);
        var folder = Directory.CreateTempSubdirectory("recover-").FullName;
        try
        {
            await using var log = OpenLog(folder);
            await FillAsync(log, sessions);
            var (processing, pause) = await ProcessAsync(log, folder);
            var bytes = new DirectoryInfo(Path.Combine(folder, "checkpoints")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            var (restored, recovery, slowest) = await RecoverAsync(log, folder);
            return
            [
                new("sessions restored", restored, "sessions", Floor: sessions),
                new("start until every shard reads", recovery.TotalSeconds, "s", Floor: 5, LowerIsBetter: true),
                new("slowest shard", slowest.TotalSeconds, "s", LowerIsBetter: true),
                new("checkpoints on disk", bytes / 1048576.0, "MiB", LowerIsBetter: true),
                new("longest pause of a cut while loading", pause.TotalMilliseconds, "ms", LowerIsBetter: true),
                new("events processed while loading", sessions / processing.TotalSeconds, "events/s"),
            ];
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static SegmentLog OpenLog(string folder) => SegmentLog.Open(
        new SegmentLogOptions { Directory = Path.Combine(folder, "log"), Topics = [new TopicDescription(Topic, Partitions)] }, TimeProvider.System);

    private static async Task FillAsync(SegmentLog log, int sessions)
    {
        var now = (DateTimeOffset.UtcNow.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
        for (var partition = 0; partition < Partitions; partition++)
        {
            for (var user = partition; user < sessions;)
            {
                var batch = new RecordBatch();
                for (; user < sessions && batch.Count < 10_000; user += Partitions)
                {
                    var value = batch.Append(Encoding.ASCII.GetBytes($"user-{user:0000000} /products/{user % 997}"));
                    ref var record = ref batch.Add();
                    (record.Value, record.ReceivedAt) = (value, now);
                }

                await log.Partition(Topic, partition).AppendAsync(batch, Enumerable.Range(0, batch.Count).ToArray(), new long[batch.Count]);
            }
        }
    }

    private static async Task<(TimeSpan Took, TimeSpan Pause)> ProcessAsync(SegmentLog log, string folder)
    {
        using var store = new FileCheckpointStore(Path.Combine(folder, "checkpoints"));
        using var region = Region(log, store);
        var watch = Stopwatch.StartNew();
        var pause = TimeSpan.Zero;
        region.Start();
        while (region.Status.Any(shard => shard.CheckpointOffset < shard.End))
        {
            await Task.Delay(5);
            foreach (var shard in region.Status)
                if (shard.CheckpointPause > pause) pause = shard.CheckpointPause;
        }

        var took = watch.Elapsed;
        await region.StopAsync(TimeSpan.FromSeconds(10));
        return (took, pause);
    }

    private static async Task<(long Restored, TimeSpan Took, TimeSpan Slowest)> RecoverAsync(SegmentLog log, string folder)
    {
        var watch = Stopwatch.StartNew();
        using var store = new FileCheckpointStore(Path.Combine(folder, "checkpoints"));
        using var region = Region(log, store);
        region.Start();
        while (region.Status.Any(shard => shard.State != ShardState.Running)) await Task.Delay(5);
        var took = watch.Elapsed;
        var live = await region.AskAllAsync(view => view.Kind(SessionActors.KindName)!.Counts);
        return (live.Sum(counts => counts.Live + counts.Passive), took, region.Status.Max(shard => shard.RecoveryDuration));
    }

    private static ShardRegion Region(SegmentLog log, FileCheckpointStore store)
    {
        var tenants = new DefaultTenants();
        return new ShardRegion(new ShardRegionSetup
        {
            Log = log,
            Assignment = new FixedAssignment(log, [Topic]),
            Checkpoints = store,
            Tenants = tenants,
            Lanes =
            [
                new LaneDefinition
                {
                    Topic = Topic,
                    Decoder = () => new SessionEventDecoder(),
                    Kinds = _ => [new SessionActors(new SessionOptions(), tenants)],
                    Sinks = [],
                },
            ],
        });
    }

    private sealed class DefaultTenants : ITenantDirectory
    {
        private readonly TenantSettings _settings = new();

        public TenantSettings Settings(int tenantSymbol) => _settings;
    }
}
