using Analytics.Actors.Shards;
using Analytics.Actors.Supervision;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Streams;

/// <summary>
/// The way to one sink from all shards: in sequence order and one at a time for each shard, in parallel over shards, retried for ever. A sink that
/// is down costs the disk a backlog and the memory at most <see cref="SinkDispatcherOptions.MemoryBytes"/>; other sinks do not notice.
/// </summary>
public sealed class SinkDispatcher : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<SinkLane> _lanes = [];
    private readonly HashSet<SinkLane> _failing = [];
    private readonly Random _jitter = new(17);
    private DateTimeOffset _since;
    private DateTimeOffset _pausedSince;
    private string? _lastError;
    private long _failures;
    private long _delivered;
    private long _deliveredBytes;
    private long _memory;
    private int _failingLanes;
    private volatile bool _isPaused;

    /// <summary>Makes the way to a sink. Its work runs on <paramref name="scheduler"/> (default: the thread pool).</summary>
    public SinkDispatcher(
        ISink sink, SinkDispatcherOptions options, TimeProvider time, TaskScheduler? scheduler = null, Action<RuntimeEvent>? onEvent = null)
    {
        Sink = sink;
        Options = options;
        Time = time;
        Scheduler = scheduler ?? TaskScheduler.Default;
        OnEvent = onEvent;
        Slots = new SemaphoreSlim(options.Parallel);
        _since = time.GetUtcNow();
    }

    /// <summary>The sink.</summary>
    public ISink Sink { get; }

    internal SinkDispatcherOptions Options { get; }

    internal TimeProvider Time { get; }

    internal TaskScheduler Scheduler { get; }

    internal Action<RuntimeEvent>? OnEvent { get; }

    internal SemaphoreSlim Slots { get; }

    /// <summary>True while nothing is delivered because an operator said so; what is under way arrives. Any thread.</summary>
    public bool IsPaused
    {
        get => _isPaused;
        set
        {
            if (_isPaused == value) return;
            SinkLane[] lanes;
            lock (_gate)
            {
                _isPaused = value;
                _pausedSince = Time.GetUtcNow();
                lanes = [.. _lanes];
            }

            if (!value) Array.ForEach(lanes, lane => lane.Resume());
        }
    }

    /// <summary>How it is now. Any thread.</summary>
    public SinkStatus Status()
    {
        SinkLane[] lanes;
        lock (_gate) lanes = [.. _lanes];
        var backlogs = Array.ConvertAll(lanes, lane => lane.Backlog());
        lock (_gate)
        {
            return new SinkStatus(
                Sink.Name, _failing.Count == 0, _isPaused ? _pausedSince : _since, _lastError, _failures, _delivered, _deliveredBytes, backlogs.Sum(b => b.Deliveries),
                backlogs.Sum(b => b.Bytes), backlogs.Sum(b => b.Records), Interlocked.Read(ref _memory), backlogs.Min(b => b.Since), _isPaused);
        }
    }

    /// <summary>Stops all work; what is under way is cancelled and stays open in the checkpoints.</summary>
    public void Dispose()
    {
        SinkLane[] lanes;
        lock (_gate) lanes = [.. _lanes];
        foreach (var lane in lanes) lane.Dispose();
    }

    /// <summary>The way from one shard. <paramref name="load"/> makes or reads a payload that is not in memory; it runs off the shard's thread.</summary>
    internal SinkLane Open(ShardId shard, SinkLane.Load load, Action changed, long epoch)
    {
        var lane = new SinkLane(this, shard, epoch, load, changed);
        lock (_gate) _lanes.Add(lane);
        return lane;
    }

    /// <summary>A shard went, and its way with it.</summary>
    internal void Forget(SinkLane lane)
    {
        lock (_gate)
        {
            _lanes.Remove(lane);
            if (_failing.Remove(lane) && _failing.Count == 0) _since = Time.GetUtcNow();
            _failingLanes = _failing.Count;
        }
    }

    /// <summary>True when payloads fill half of the memory they may have and the sink is up and taking them.</summary>
    internal bool IsCrowded => Interlocked.Read(ref _memory) >= Options.MemoryBytes / 2 && Volatile.Read(ref _failingLanes) == 0 && !_isPaused;

    internal bool TryKeepInMemory(int size)
    {
        if (Interlocked.Add(ref _memory, size) <= Options.MemoryBytes) return true;
        Interlocked.Add(ref _memory, -size);
        return false;
    }

    internal void ReleaseMemory(int size) => Interlocked.Add(ref _memory, -size);

    internal void Succeeded(SinkLane lane, int bytes)
    {
        RuntimeEvent? heard = null;
        lock (_gate)
        {
            _delivered++;
            _deliveredBytes += bytes;
            var recovered = _failing.Remove(lane) && _failing.Count == 0;
            _failingLanes = _failing.Count;
            if (recovered)
            {
                heard = new RuntimeEvent(lane.Shard, "sink_up", $"{Sink.Name} takes deliveries again; it was down since {_since:O}.");
                _since = Time.GetUtcNow();
            }
        }

        RuntimeTelemetry.Delivered(Sink.Name, bytes);
        if (heard is not null) OnEvent?.Invoke(heard);
    }

    internal TimeSpan Failed(SinkLane lane, int failures, Exception error)
    {
        RuntimeEvent? heard = null;
        TimeSpan pause;
        lock (_gate)
        {
            _failures++;
            _lastError = $"{error.GetType().Name}: {error.Message}";
            var failed = !lane.IsEnded && _failing.Add(lane) && _failing.Count == 1;
            _failingLanes = _failing.Count;
            if (failed)
            {
                _since = Time.GetUtcNow();
                heard = new RuntimeEvent(lane.Shard, "sink_down", $"{Sink.Name} does not take deliveries: {_lastError}", error);
            }

            pause = new Backoff(Options.RetryFirst, Options.RetryMost).After(failures, _jitter.NextDouble());
        }

        RuntimeTelemetry.DeliveryFailed(Sink.Name, error.GetType().Name);
        if (heard is not null) OnEvent?.Invoke(heard);
        return pause;
    }
}
