using System.Diagnostics;
using System.Text;
using Analytics.Actors.Checkpoints;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Log.Segments;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>Real threads, the real log, real files; two nodes over the same checkpoints.</summary>
public sealed class A_region_that_partitions_come_to_and_go_from : IAsyncLifetime
{
    private const string Topic = "raw_events";
    private static readonly ShardId[] All = [.. Enumerable.Range(0, 6).Select(partition => new ShardId(Topic, partition))];
    private readonly string _folder = Directory.CreateTempSubdirectory("regions-").FullName;
    private readonly SegmentLog _log;
    private readonly FileCheckpointStore _store;
    private readonly PartitionedTarget _target = new();
    private readonly ManualAssignment _firstAssignment = new();
    private readonly ManualAssignment _secondAssignment = new();
    private readonly ShardRegion _first;
    private readonly ShardRegion _second;

    public A_region_that_partitions_come_to_and_go_from()
    {
        _log = SegmentLog.Open(
            new SegmentLogOptions
            {
                Directory = Path.Combine(_folder, "log"),
                Topics = [new TopicDescription(Topic, All.Length), new TopicDescription(Topic + ".dlq", 1)],
            },
            TimeProvider.System);
        _store = new FileCheckpointStore(Path.Combine(_folder, "checkpoints"));
        (_first, _second) = (Region(_firstAssignment), Region(_secondAssignment));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _target.Deaf?.TrySetResult();
        _first.Dispose();
        _second.Dispose();
        _store.Dispose();
        await _log.DisposeAsync();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task Starts_without_any_and_runs_those_that_come()
    {
        _first.Start();
        Assert.Empty(_first.Shards);
        Assert.Empty(await _first.AskAllAsync(view => view.Status));
        Assert.Throws<KeyNotFoundException>(() => _first.Shard(All[0]));
        _firstAssignment.Give(All[4], All[1]);
        await AppendAsync(100);
        await UntilAsync(() => _first.Status.All(shard => shard is { State: ShardState.Running, Lag: 0 }));
        Assert.Equal([All[1], All[4]], _first.Status.Select(shard => shard.Shard));
        Assert.Equal(200, (await _first.AskAllAsync(view => view.Status.Position)).Sum());
        await UntilAsync(() => _firstAssignment.Reported.GetValueOrDefault(All[1]) == 100);
    }

    [Fact]
    public async Task Hands_them_to_another_in_the_middle_of_a_load_without_loss_or_double()
    {
        _first.Start();
        _second.Start();
        _firstAssignment.Give(All);
        var owner = All.ToDictionary(id => id, _ => _firstAssignment);
        var random = new Random(5);
        for (var round = 0; round < 40; round++)
        {
            await AppendAsync(100);
            var moving = All[random.Next(All.Length)];
            var to = owner[moving] == _firstAssignment ? _secondAssignment : _firstAssignment;
            if (random.Next(3) == 0) owner[moving].Lose(moving);
            else owner[moving].Take(moving);
            to.Give(moving);
            owner[moving] = to;
        }

        await UntilAsync(() => _first.Status.Concat(_second.Status).All(shard => shard is { State: ShardState.Running, Lag: 0 } && shard.CheckpointOffset == shard.End));
        Assert.Equal(All.Length, _first.Shards.Count + _second.Shards.Count);
        await _first.StopAsync(TimeSpan.FromMinutes(2));
        await _second.StopAsync(TimeSpan.FromMinutes(2));
        Assert.Empty(_first.Shards);
        Assert.Equal(40 * 100 * All.Length, _target.Rows);
    }

    [Fact]
    public async Task Opens_one_that_comes_back_anew()
    {
        _first.Start();
        var epochs = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            _firstAssignment.Give(All[2]);
            await AppendAsync(10);
            await UntilAsync(() => _first.Status.All(shard => shard is { State: ShardState.Running, Lag: 0 }));
            epochs.Add(_first.Shard(All[2]).Status.Epoch);
            if (i % 2 == 0) _firstAssignment.Take(All[2]);
            else _firstAssignment.Lose(All[2]);
        }

        Assert.Equal(epochs.Order().Distinct(), epochs);
    }

    [Fact]
    public async Task Takes_them_from_one_that_is_never_told_and_that_goes_on_with_the_others()
    {
        _first.Start();
        _second.Start();
        _firstAssignment.Give(All);
        await AppendAsync(100);
        await UntilAsync(() => _first.Status.All(shard => shard.CheckpointOffset == 100));
        _secondAssignment.Give(All[3]);
        await UntilAsync(() => _second.Status.All(shard => shard is { State: ShardState.Running }));
        await AppendAsync(100);
        await UntilAsync(() => _first.Shard(All[3]).State == ShardState.Fenced && _first.Status.Count(shard => shard.CheckpointOffset == 200) == All.Length - 1);
        await UntilAsync(() => _second.Shard(All[3]).Status is { CheckpointOffset: 200, OpenDeliveries: 0 });
        await _first.StopAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(200 * All.Length, _target.Rows);
    }

    [Fact]
    public async Task Lets_them_go_in_time_though_a_sink_hangs_and_hears_nothing()
    {
        _first.Start();
        _second.Start();
        _firstAssignment.Give(All[0]);
        _target.Deaf = new TaskCompletionSource();
        await AppendAsync(10);
        await UntilAsync(() => _first.Status.All(shard => shard is { CheckpointOffset: 10 }));
        var watch = Stopwatch.StartNew();
        _firstAssignment.Take(All[0]);
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(300), TimeSpan.FromMinutes(1));
        Assert.Empty(_first.Shards);
        _target.Deaf.SetResult();
        _target.Deaf = null;
        _secondAssignment.Give(All[0]);
        await UntilAsync(() => _second.Status.All(shard => shard is { CheckpointOffset: 10, OpenDeliveries: 0 }));
        Assert.Equal(10, _target.Rows);
    }

    private ShardRegion Region(IPartitionAssignment assignment) => new(new ShardRegionSetup
    {
        Log = _log,
        Assignment = assignment,
        Checkpoints = _store,
        Tenants = new OneTenant(),
        Workers = 2,
        DeliverWithin = TimeSpan.FromMilliseconds(200),
        SaveWithin = TimeSpan.FromMilliseconds(500),
        Shard = new ShardOptions { CheckpointInterval = TimeSpan.FromMilliseconds(20), BatchRecords = 50 },
        Lanes =
        [
            new LaneDefinition
            {
                Topic = Topic,
                Decoder = () => new TextDecoder(),
                Kinds = _ => [new CountingKind()],
                Sinks = [_target.Sink, new DeadLetterSink(_log)],
            },
        ],
    });

    /// <summary>So many events to every partition.</summary>
    private async Task AppendAsync(int events)
    {
        foreach (var id in All)
        {
            var batch = new RecordBatch();
            for (var i = 0; i < events; i++)
            {
                var value = batch.Append(Encoding.UTF8.GetBytes($"user{i % 7} {i}"));
                batch.Add().Value = value;
            }

            await _log.Partition(id.Topic, id.Partition).AppendAsync(batch, Enumerable.Range(0, batch.Count).ToArray(), new long[batch.Count]);
        }
    }

    private async Task UntilAsync(Func<bool> holds)
    {
        var deadline = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(deadline.Elapsed < TimeSpan.FromMinutes(2), string.Join('\n', _first.Status.Concat(_second.Status)));
            await Task.Delay(10);
        }
    }
}
