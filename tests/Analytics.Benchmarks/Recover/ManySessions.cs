using System.Diagnostics;
using System.Text;
using Analytics.Actors.Entities;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;
using Analytics.Contracts.Tenants;
using Analytics.Log.Segments;

namespace Analytics.Benchmarks.Recover;

/// <summary>Many live sessions on four shards: makes them, and starts again from their checkpoints.</summary>
internal static class ManySessions
{
    private const string Topic = "raw_events";
    private const int Partitions = 4;

    /// <summary>The log that their events are in.</summary>
    public static SegmentLog OpenLog(string folder) => SegmentLog.Open(
        new SegmentLogOptions { Directory = Path.Combine(folder, "log"), Topics = [new TopicDescription(Topic, Partitions)] }, TimeProvider.System);

    /// <summary>One event for each session.</summary>
    public static async Task FillAsync(SegmentLog log, int sessions)
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

    /// <summary>Opens the sessions and stops when all are in checkpoints.</summary>
    public static async Task<(TimeSpan Took, TimeSpan Pause)> ProcessAsync(SegmentLog log, ICheckpointStore store)
    {
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

    /// <summary>Starts and waits until every shard reads again.</summary>
    public static async Task<(long Restored, TimeSpan Took, TimeSpan Slowest)> RecoverAsync(SegmentLog log, Func<ICheckpointStore> open)
    {
        var watch = Stopwatch.StartNew();
        using var store = open();
        using var region = Region(log, store);
        region.Start();
        while (region.Status.Any(shard => shard.State != ShardState.Running)) await Task.Delay(5);
        var took = watch.Elapsed;
        var live = await region.AskAllAsync(view => view.Kind(SessionActors.KindName)!.Counts);
        return (live.Sum(counts => counts.Live + counts.Passive), took, region.Status.Max(shard => shard.RecoveryDuration));
    }

    private static ShardRegion Region(SegmentLog log, ICheckpointStore store)
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
