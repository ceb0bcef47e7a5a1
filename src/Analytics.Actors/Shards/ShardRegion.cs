using Analytics.Actors.Streams;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Shards;

/// <summary>
/// All shards of a node, spread over its workers, and the ways to their sinks. Disposing without <see cref="StopAsync"/> is the same to the next start
/// as a crash: nothing is written.
/// </summary>
public sealed class ShardRegion : IDisposable
{
    private readonly ShardRegionSetup _setup;
    private readonly List<Shard> _shards = [];
    private readonly Dictionary<ISink, SinkDispatcher> _sinks = [];
    private readonly List<ShardWorker> _workers = [];
    private readonly BackgroundThreads _background;
    private readonly BackgroundThreads _maintenance;
    private bool _disposed;

    /// <summary>Makes the shards; nothing runs before <see cref="Start"/>.</summary>
    public ShardRegion(ShardRegionSetup setup)
    {
        _setup = setup;
        _background = new BackgroundThreads("checkpoint", setup.CheckpointWriters);
        _maintenance = new BackgroundThreads("compaction", 1);
        foreach (var lane in setup.Lanes) AddLane(lane);
        var workers = Math.Max(1, Math.Min(setup.Workers, _shards.Count));
        for (var i = 0; i < workers; i++)
            _workers.Add(new ShardWorker($"shards-{i}", [.. _shards.Where((_, index) => index % workers == i)]));
    }

    /// <summary>The shards, lane by lane in order of partitions.</summary>
    public IReadOnlyList<Shard> Shards => _shards;

    /// <summary>How every shard is. Any thread.</summary>
    public IReadOnlyList<ShardStatus> Status => [.. _shards.Select(shard => shard.Status)];

    /// <summary>How the way to every sink is. Any thread.</summary>
    public IReadOnlyList<SinkStatus> Sinks => [.. _sinks.Values.Select(sink => sink.Status())];

    /// <summary>Time since the slowest worker's loop came round: for the liveness of the process. Recovery of a large shard counts as one turn.</summary>
    public TimeSpan SinceLastTurn => _workers.Max(worker => worker.SinceLastTurn);

    /// <summary>The shard of a partition.</summary>
    /// <exception cref="KeyNotFoundException">This node does not run it.</exception>
    public Shard Shard(ShardId id) => _shards.Find(shard => shard.Id == id) ?? throw new KeyNotFoundException($"{id} does not run here.");

    /// <summary>Starts the workers: shards recover in parallel, then run.</summary>
    public void Start() => _workers.ForEach(worker => worker.Start());

    /// <summary>Asks every shard that answers; those that are stopped or failed are left out.</summary>
    public async Task<IReadOnlyList<T>> AskAllAsync<T>(Func<ShardView, T> question)
    {
        var answers = new List<T>();
        foreach (var answer in _shards.ConvertAll(shard => shard.AskAsync(question)))
        {
            try
            {
                answers.Add(await answer);
            }
            catch (ShardUnavailableException)
            {
                // Its status says why; the others' answers are still worth having.
            }
        }

        return answers;
    }

    /// <summary>
    /// Drains: shards stop reading and save, their deliveries get <paramref name="patience"/> to arrive, then everything ends. What did not arrive is in the
    /// checkpoints and is sent after the next start.
    /// </summary>
    public async Task StopAsync(TimeSpan patience)
    {
        _shards.ForEach(shard => shard.Drain());
        var ended = Task.Factory.StartNew(
            () => _workers.ForEach(worker => worker.Join()), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(ended, Task.Delay(patience, _setup.Time));
        _shards.ForEach(shard => shard.Stop());
        await ended;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _workers.ForEach(worker => worker.Dispose());
        foreach (var sink in _sinks.Values) sink.Dispose();
        _background.Dispose();
        _maintenance.Dispose();
        _shards.ForEach(shard => shard.Dispose());
    }

    private void AddLane(LaneDefinition lane)
    {
        var dispatchers = lane.Sinks.Select(Dispatcher).ToArray();
        var topic = _setup.Log.Topics.First(topic => topic.Name == lane.Topic);
        for (var partition = 0; partition < topic.Partitions; partition++)
        {
            var id = new ShardId(lane.Topic, partition);
            _shards.Add(new Shard(new ShardSetup
            {
                Id = id,
                Lane = lane,
                Log = _setup.Log.Partition(lane.Topic, partition),
                Checkpoints = _setup.Checkpoints.Open(id),
                Sinks = dispatchers,
                Tenants = _setup.Tenants,
                Background = _background,
                Maintenance = _maintenance,
                Time = _setup.Time,
                Options = _setup.Shard,
                OnEvent = _setup.OnEvent,
                OnRetentionFloor = _setup.OnRetentionFloor,
            }));
        }
    }

    private SinkDispatcher Dispatcher(ISink sink)
    {
        if (_sinks.TryGetValue(sink, out var known)) return known;
        return _sinks[sink] = new SinkDispatcher(sink, _setup.Sinks, _setup.Time, null, _setup.OnEvent);
    }
}
