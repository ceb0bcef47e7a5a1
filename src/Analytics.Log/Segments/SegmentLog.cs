using Analytics.Contracts.Log;

namespace Analytics.Log.Segments;

/// <summary>
/// The log in files of one machine. An append is acknowledged after its bytes were flushed to the disk, together with others (group commit). A record whose id
/// was appended within the horizon is left out, also across restarts. Readers see durable records only.
/// Layout: <c>lock</c>, <c>topics</c>, and per partition a folder <c>topic-number</c> with <c>durable</c> and per segment, named by its first
/// offset in 20 digits, <c>.log</c>, and once it is full <c>.index</c> and <c>.ids</c>.
/// </summary>
public sealed class SegmentLog : ILog
{
    private readonly IDisposable _lock;
    private readonly SegmentLogScope _scope;
    private readonly Retention _retention;
    private readonly ITimer _retentionTimer;
    private readonly SegmentPartition[] _partitions;
    private readonly Dictionary<(string, int), SegmentPartition> _byName;
    private readonly Committer[] _committers;
    private readonly LogHealth _health;
    private int _disposed;

    internal SegmentLog(IDisposable directoryLock, SegmentLogScope scope, LogOpening opening)
    {
        _lock = directoryLock;
        _scope = scope;
        _partitions = opening.Partitions;
        _byName = _partitions.ToDictionary(partition => (partition.Topic, partition.Index));
        Topics = opening.Topics;
        RecoveryNotes = opening.Notes;
        _retention = new Retention(scope.Options, scope.Time);
        _committers = StartCommitters(opening.Writers);
        _health = new LogHealth(scope.Space, opening.Writers, scope.Time);
        _retentionTimer = scope.Time.CreateTimer(_ => RetainQuietly(), null, scope.Options.RetentionInterval, scope.Options.RetentionInterval);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TopicDescription> Topics { get; }

    /// <inheritdoc/>
    public bool DropsDuplicates => true;

    /// <summary>What opening repaired, in words for an operator; empty after a clean stop.</summary>
    public IReadOnlyList<string> RecoveryNotes { get; }

    /// <summary>Whether appends are taken, known before anybody tries.</summary>
    public SegmentLogState State => _health.Now;

    /// <summary>How far back every id is known: the configured horizon, or less when <see cref="SegmentLogOptions.MaxDuplicateIds"/> was reached.</summary>
    public TimeSpan EffectiveHorizon
    {
        get
        {
            var now = LogClock.NowMicros(_scope.Time);
            return _partitions.Min(partition => partition.Duplicates.EffectiveHorizon(now));
        }
    }

    /// <summary>Opens the log, creating what is missing, and recovers from whatever ended the last process.</summary>
    /// <exception cref="IOException">Another process has it open; the message names it.</exception>
    /// <exception cref="LogDamagedException">Records that had been flushed are not there as they were written.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or a topic's number of partitions differs from what is stored.</exception>
    public static SegmentLog Open(SegmentLogOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        return LogOpening.Open(options with { Directory = Path.GetFullPath(options.Directory) }, time);
    }

    /// <inheritdoc/>
    public ILogPartition Partition(string topic, int partition) => Find(topic, partition);

    /// <summary>
    /// Names the lowest offset that consumers of a partition still need; retention deletes nothing from there on. Without it nothing is held
    /// back, so set it before the first retention pass (<see cref="SegmentLogOptions.RetentionInterval"/> after opening).
    /// </summary>
    public void SetRetentionFloor(string topic, int partition, long offset) => Find(topic, partition).RetentionFloor = offset;

    /// <summary>Deletes segments by age and size now, and returns how many. Also done regularly.</summary>
    public int ApplyRetention() => _retention.Apply(_partitions);

    /// <summary>Commits what is queued, refuses the rest, and lets go of the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _retentionTimer.DisposeAsync();
        foreach (var partition in _partitions) partition.Queue.Close("The log is closed.");
        foreach (var committer in _committers) await Task.Run(committer.Dispose);
        await _scope.Sealer.DisposeAsync();
        _scope.Telemetry.Dispose();
        _lock.Dispose();
    }

    private SegmentPartition Find(string topic, int partition) =>
        _byName.TryGetValue((topic, partition), out var found)
            ? found
            : throw new KeyNotFoundException($"The log has no partition {partition} of topic {topic}.");

    /// <summary>Deals the partitions out to threads.</summary>
    private Committer[] StartCommitters(PartitionWriter[] writers)
    {
        var committers = new Committer[Math.Min(_scope.Options.Committers, writers.Length)];
        for (var i = 0; i < committers.Length; i++)
        {
            var own = writers.Where((_, at) => at % committers.Length == i).ToArray();
            committers[i] = new Committer(own, _scope.Options.FlushInterval, $"log-committer-{i}");
        }

        for (var i = 0; i < _partitions.Length; i++) _partitions[i].Committer = committers[i % committers.Length];
        return committers;
    }

    /// <summary>A pass that fails is tried again at the next interval.</summary>
    private void RetainQuietly()
    {
        try
        {
            ApplyRetention();
        }
        catch (IOException)
        {
        }
    }
}
