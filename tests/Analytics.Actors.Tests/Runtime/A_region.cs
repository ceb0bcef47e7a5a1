using System.Text;
using Analytics.Actors.Checkpoints;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Log.Segments;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>Real threads, the real log, real files.</summary>
public sealed class A_region : IDisposable
{
    private const int Events = 20_000;
    private static readonly string[] Topics = ["raw_events", "inventory_updates"];
    private readonly string _folder = Directory.CreateTempSubdirectory("region-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task Delivers_every_event_once_over_crashes_and_sends_poison_to_the_dead_letters_once()
    {
        await using var log = OpenLog();
        var target = new PartitionedTarget();
        for (var crash = 0; crash < 3; crash++)
        {
            using var store = new FileCheckpointStore(Path.Combine(_folder, "checkpoints"));
            using var region = Region(log, store, target);
            region.Start();
            await AppendAsync(log, crash);
            if (crash == 1) await Task.Delay(50);
        }

        using var last = new FileCheckpointStore(Path.Combine(_folder, "checkpoints"));
        using var final = Region(log, last, target);
        final.Start();
        await UntilAsync(() => final.Status.All(shard => shard is { State: ShardState.Running, Lag: 0 } && shard.CheckpointOffset == shard.End));
        var totals = await final.AskAllAsync(view => view.Status.Position);
        Assert.Equal(3 * Events, totals.Sum());
        await final.StopAsync(TimeSpan.FromMinutes(2));
        Assert.Empty(final.Shards);
        Assert.All(final.Sinks, sink => Assert.Equal(0, sink.Backlog));
        Assert.Equal((3 * Events) - 3, target.Rows);
        Assert.Equal(3, log.Partition("raw_events.dlq", 0).EndOffset);
    }

    [Fact]
    public async Task Runs_its_other_shards_while_one_recovers()
    {
        await using var log = OpenLog();
        using var files = new FileCheckpointStore(Path.Combine(_folder, "checkpoints"));
        using var mayOpen = new ManualResetEventSlim();
        var slow = new ShardId(Topics[0], 1);
        using var region = Region(log, new SlowStore(files, slow, mayOpen), new PartitionedTarget(), workers: 1);
        region.Start();
        await AppendAsync(log, 0);
        await UntilAsync(() => region.Status.All(shard => shard.Shard == slow || shard is { State: ShardState.Running, Lag: 0, Position: > 0 }));
        Assert.Equal(ShardState.Recovering, region.Status.Single(shard => shard.Shard == slow).State);
        Assert.True(region.SinceLastTurn < TimeSpan.FromSeconds(30));
        mayOpen.Set();
        await UntilAsync(() => region.Status.All(shard => shard is { State: ShardState.Running, Lag: 0 }));
        await region.StopAsync(TimeSpan.FromMinutes(2));
    }

    private SegmentLog OpenLog() => SegmentLog.Open(
        new SegmentLogOptions
        {
            Directory = Path.Combine(_folder, "log"),
            Topics = [.. Topics.Select(topic => new TopicDescription(topic, 2)), .. Topics.Select(topic => new TopicDescription(topic + ".dlq", 1))],
        },
        TimeProvider.System);

    private static async Task AppendAsync(SegmentLog log, int round)
    {
        foreach (var topic in Topics)
        {
            for (var partition = 0; partition < 2; partition++)
            {
                var batch = new RecordBatch();
                for (var i = 0; i < Events / 4; i++)
                {
                    var poison = i == 777 && topic == Topics[0] && partition == 0 ? " throw-kind" : "";
                    var value = batch.Append(Encoding.UTF8.GetBytes($"user{i % 50} {round}{poison}"));
                    batch.Add().Value = value;
                }

                await log.Partition(topic, partition).AppendAsync(batch, Enumerable.Range(0, batch.Count).ToArray(), new long[batch.Count]);
            }
        }
    }

    private static ShardRegion Region(SegmentLog log, ICheckpointStore store, PartitionedTarget target, int workers = 2)
    {
        var letters = new DeadLetterSink(log);
        return new ShardRegion(new ShardRegionSetup
        {
            Log = log,
            Assignment = new FixedAssignment(log, Topics),
            Checkpoints = store,
            Tenants = new OneTenant(),
            Workers = workers,
            Shard = new ShardOptions { CheckpointInterval = TimeSpan.FromMilliseconds(20), BatchRecords = 500 },
            Lanes =
            [
                .. Topics.Select(topic => new LaneDefinition
                {
                    Topic = topic,
                    Decoder = () => new TextDecoder(),
                    Kinds = _ => [new CountingKind()],
                    Sinks = [target.Sink, letters],
                }),
            ],
        });
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!holds())
        {
            Assert.True(DateTime.UtcNow < deadline, "It takes too long.");
            await Task.Delay(10);
        }
    }

    /// <summary>Lets one shard in only when it is told to.</summary>
    private sealed class SlowStore(ICheckpointStore store, ShardId slow, ManualResetEventSlim mayOpen) : ICheckpointStore
    {
        public IShardCheckpoints Open(ShardId shard)
        {
            if (shard == slow) mayOpen.Wait();
            return store.Open(shard);
        }

        public void Dispose()
        {
        }
    }
}
