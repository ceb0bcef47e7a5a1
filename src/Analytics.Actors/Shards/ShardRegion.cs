using Analytics.Actors.Checkpoints;
using Analytics.Actors.Replay;
using Analytics.Actors.Streams;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Shards;

/// <summary>
/// The shards that this node owns, spread over its workers, and the ways to their sinks. Which they are is said by the assignment: a partition that comes is
/// taken over, recovered and run; one that goes is drained, checkpointed and let go; what stays is not interrupted. Disposing without <see cref="StopAsync"/> is
/// the same to the next owner as a crash: nothing is written.
/// </summary>
public sealed class ShardRegion : IPartitionOwner, IDisposable
{
    private readonly ShardRegionSetup _setup;
    private readonly Dictionary<string, (int Order, LaneDefinition Lane, SinkDispatcher[] Sinks)> _lanes = [];
    private readonly Dictionary<ISink, SinkDispatcher> _sinks = [];
    private readonly ShardWorker[] _workers;
    private readonly BackgroundThreads _background;
    private readonly BackgroundThreads _maintenance;
    private readonly BackgroundThreads _recoveries;
    private readonly Lock _gate = new();

    // Written under _gate by the assignment's thread, read by any.
    private volatile Shard[] _shards = [];

    // Written by the assignment's thread, read by any.
    private volatile bool _wasAssigned;

    // Under _gate.
    private readonly Dictionary<Shard, int> _workerOf = [];
    private readonly Dictionary<ShardId, Task> _closing = [];
    private TimeSpan _deliverWithin;
    private bool _disposed;

    /// <summary>Makes the ways to the sinks; nothing runs before <see cref="Start"/>.</summary>
    public ShardRegion(ShardRegionSetup setup)
    {
        _setup = setup;
        _deliverWithin = setup.DeliverWithin;
        _background = new BackgroundThreads("checkpoint", setup.CheckpointWriters, setup.YieldsToRequests);
        _maintenance = new BackgroundThreads("compaction", 1);
        // A shard without an owner is waited for like an answer.
        _recoveries = new BackgroundThreads("recovery", Math.Max(2, setup.Workers), yields: false);
        foreach (var lane in setup.Lanes) _lanes.Add(lane.Topic, (_lanes.Count, lane, [.. lane.Sinks.Select(Dispatcher)]));
        if (setup.Holds is { } holds)
        {
            holds.Changed += ApplyHolds;
            ApplyHolds();
        }

        if (setup.Rules is { } rules) rules.Changed += WakeShards;
        _workers = [.. Enumerable.Range(0, Math.Max(1, setup.Workers)).Select(i => new ShardWorker($"shards-{i}", setup.YieldsToRequests))];
    }

    /// <summary>The lanes that it was made with.</summary>
    public IReadOnlyList<LaneDefinition> Lanes => _setup.Lanes;

    /// <summary>What a look at an earlier state of a shard is made of, whoever owns the shard.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="checkpoints">Where its checkpoints are had from.</param>
    /// <param name="folder">An empty folder for the replay alone.</param>
    /// <param name="mostEvents">Most events that are processed again.</param>
    public ReplaySetup Replay(ShardId shard, ICheckpointCopies checkpoints, string folder, long mostEvents) => new()
    {
        Shard = shard,
        Lane = _setup.Lanes.First(lane => lane.Topic == shard.Topic),
        Log = _setup.Log.Partition(shard.Topic, shard.Partition),
        LogDropsDuplicates = _setup.Log.DropsDuplicates,
        Checkpoints = checkpoints,
        Tenants = _setup.Tenants,
        Options = _setup.Shard,
        Folder = folder,
        MostEvents = mostEvents,
    };

    /// <summary>The shards of this moment, lane by lane in order of partitions. Any thread.</summary>
    public IReadOnlyList<Shard> Shards => _shards;

    /// <summary>True once the assignment has said which partitions are this node's, if only that there are none. Any thread.</summary>
    public bool WasAssigned => _wasAssigned;

    /// <summary>How every shard is. Any thread.</summary>
    public IReadOnlyList<ShardStatus> Status => Array.ConvertAll(_shards, shard => shard.Status);

    /// <summary>How the way to every sink is. Any thread.</summary>
    public IReadOnlyList<SinkStatus> Sinks => [.. _sinks.Values.Select(sink => sink.Status())];

    /// <summary>Time since the slowest worker's loop came round: for the liveness of the process.</summary>
    public TimeSpan SinceLastTurn => _workers.Max(worker => worker.SinceLastTurn);

    /// <summary>The shard of a partition. Any thread.</summary>
    /// <exception cref="KeyNotFoundException">This node does not run it now.</exception>
    public Shard Shard(ShardId id) => Find(id) ?? throw new KeyNotFoundException($"{id} does not run here.");

    /// <summary>Starts the workers and joins: from now on shards come and go.</summary>
    public void Start()
    {
        foreach (var worker in _workers) worker.Start();
        _setup.Assignment.Start(this);
    }

    /// <summary>Asks every shard that answers; those that are stopped or failed are left out.</summary>
    public async Task<IReadOnlyList<T>> AskAllAsync<T>(Func<ShardView, T> question)
    {
        var answers = new List<T>();
        foreach (var answer in Array.ConvertAll(_shards, shard => shard.AskAsync(question)))
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
    /// Leaves: shards stop reading and save, their deliveries get <paramref name="patience"/> to arrive, then everything is let go. What did not arrive is in the
    /// checkpoints and is sent by the next owner.
    /// </summary>
    public async Task StopAsync(TimeSpan patience)
    {
        lock (_gate) _deliverWithin = patience;
        await _setup.Assignment.DisposeAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
        }

        if (_setup.Holds is { } holds) holds.Changed -= ApplyHolds;
        if (_setup.Rules is { } rules) rules.Changed -= WakeShards;
        foreach (var worker in _workers) worker.Dispose();
        _recoveries.Dispose();
        foreach (var sink in _sinks.Values) sink.Dispose();
        _background.Dispose();
        _maintenance.Dispose();
        foreach (var shard in _shards) shard.Dispose();
    }

    /// <inheritdoc/>
    void IPartitionOwner.Assigned(IReadOnlyList<ShardId> partitions)
    {
        lock (_gate)
        {
            if (_disposed) return;
            _wasAssigned = true;
            foreach (var id in partitions)
            {
                // Given again, it is this node's for sure: one that was fenced need not wait.
                if (Find(id) is { } known)
                {
                    if (known.State != ShardState.Fenced) continue;
                    known.Abandon();
                    Remove([known]);
                }

                Add(id);
            }

            Spread();
        }
    }

    /// <inheritdoc/>
    void IPartitionOwner.Revoked(IReadOnlyList<ShardId> partitions)
    {
        var (going, deliverWithin) = Going(partitions);
        foreach (var shard in going) shard.Drain();
        if (!HaveEnded(going, deliverWithin))
        {
            foreach (var shard in going) shard.Stop();
            if (!HaveEnded(going, _setup.SaveWithin))
                foreach (var shard in going) shard.Abandon();
        }

        lock (_gate)
        {
            Remove(going);
            Spread();
        }
    }

    /// <inheritdoc/>
    void IPartitionOwner.Lost(IReadOnlyList<ShardId> partitions)
    {
        var (gone, _) = Going(partitions);
        foreach (var shard in gone) shard.Abandon();
        lock (_gate)
        {
            Remove(gone);
            Spread();
        }
    }

    private void ApplyHolds()
    {
        foreach (var sink in _sinks.Values) sink.IsPaused = _setup.Holds!.CoversSink(sink.Sink.Name);
        WakeShards();
    }

    private void WakeShards()
    {
        foreach (var shard in _shards) shard.Woken?.Invoke();
    }

    private Shard? Find(ShardId id) => Array.Find(_shards, shard => shard.Id == id);

    private (Shard[] Shards, TimeSpan DeliverWithin) Going(IReadOnlyList<ShardId> partitions)
    {
        lock (_gate) return (_disposed ? [] : Array.FindAll(_shards, shard => partitions.Contains(shard.Id)), _deliverWithin);
    }

    private bool HaveEnded(Shard[] shards, TimeSpan within)
    {
        var ended = Task.WhenAll(shards.Select(shard => shard.Ended));
        var first = Task.WhenAny(ended, Task.Delay(within, _setup.Time)).GetAwaiter().GetResult();
        return first == ended;
    }

    // Under _gate.
    private void Add(ShardId id)
    {
        var (_, lane, sinks) = _lanes[id.Topic];
        var shard = new Shard(new ShardSetup
        {
            Id = id,
            Lane = lane,
            Log = _setup.Log.Partition(id.Topic, id.Partition),
            LogDropsDuplicates = _setup.Log.DropsDuplicates,
            Checkpoints = _setup.Checkpoints,
            Former = _closing.GetValueOrDefault(id, Task.CompletedTask),
            Sinks = sinks,
            Rules = _setup.Rules,
            Tenants = _setup.Tenants,
            Background = _background,
            Maintenance = _maintenance,
            Recoveries = _recoveries,
            Time = _setup.Time,
            Options = _setup.Shard,
            IsHeld = () => _setup.Holds?.Covers(id) ?? false,
            OnEvent = _setup.OnEvent,
            OnRetentionFloor = _setup.OnRetentionFloor,
            OnCheckpoint = (of, offset) => _setup.Assignment.Report(of.Topic, of.Partition, offset),
        });
        var least = Load().MinBy(load => load.Shards).Worker;
        _workerOf.Add(shard, least);
        _workers[least].Take(shard);
        _shards = [.. _shards.Append(shard).OrderBy(one => _lanes[one.Id.Topic].Order).ThenBy(one => one.Id.Partition)];
    }

    // Under _gate. Their workers let them go by themselves once they have stopped.
    private void Remove(Shard[] shards)
    {
        _shards = Array.FindAll(_shards, shard => !shards.Contains(shard));
        foreach (var shard in shards)
        {
            _workerOf.Remove(shard);
            _closing[shard.Id] = shard.Closed;
        }

        // Their tables lie outside the collected heap, which does not grow with them: nothing else would look soon whether anybody still refers to them.
        _ = CollectWhenAsync(Task.WhenAll(shards.Select(shard => shard.Closed)));
    }

    private static async Task CollectWhenAsync(Task closed)
    {
        await closed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
    }

    // Under _gate.
    private void Spread()
    {
        while (true)
        {
            var loads = Load();
            var (most, least) = (loads.MaxBy(load => load.Shards), loads.MinBy(load => load.Shards));
            if (most.Shards - least.Shards < 2) return;
            var moving = _workerOf.First(pair => pair.Value == most.Worker).Key;
            _workerOf[moving] = least.Worker;
            _workers[most.Worker].HandOver(moving, _workers[least.Worker]);
        }
    }

    private (int Worker, int Shards)[] Load() => [.. _workers.Select((_, worker) => (worker, _workerOf.Values.Count(of => of == worker)))];

    private SinkDispatcher Dispatcher(ISink sink)
    {
        if (_sinks.TryGetValue(sink, out var known)) return known;
        return _sinks[sink] = new SinkDispatcher(sink, _setup.Sinks, _setup.Time, null, _setup.OnEvent);
    }
}
