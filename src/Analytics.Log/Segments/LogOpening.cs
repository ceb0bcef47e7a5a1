using System.Collections.Concurrent;
using System.Security.Cryptography;
using Analytics.Contracts.Log;

namespace Analytics.Log.Segments;

/// <summary>Opens a log: lock, topics, recovery of all partitions side by side, ids of the horizon, writers.</summary>
internal sealed class LogOpening
{
    private readonly SegmentLogOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<string> _notes = new();
    private readonly TopicCatalog _catalog;
    private readonly List<(string Topic, int Index, PartitionRecovery Recovery)> _recoveries = [];

    private LogOpening(SegmentLogOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _catalog = new TopicCatalog(options.Files, options.Directory, _notes.Enqueue);
    }

    public SegmentPartition[] Partitions { get; private set; } = [];

    public PartitionWriter[] Writers { get; private set; } = [];

    public IReadOnlyList<TopicDescription> Topics => _catalog.All;

    public IReadOnlyList<string> Notes => [.. _notes];

    public static SegmentLog Open(SegmentLogOptions options, TimeProvider time)
    {
        options.Files.CreateDirectory(options.Directory);
        var directoryLock = options.Files.Lock(Path.Combine(options.Directory, "lock"));
        var opening = new LogOpening(options, time);
        try
        {
            opening.Recover();
            return opening.Start(directoryLock);
        }
        catch (Exception exception)
        {
            foreach (var (_, _, recovery) in opening._recoveries) recovery.Mark?.Dispose();
            directoryLock.Dispose();
            if (exception is AggregateException { InnerException: IOException inner })
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    private void Recover()
    {
        _catalog.Open(_options.Topics);
        var idsSince = LogClock.NowMicros(_time) - LogClock.Micros(_options.DuplicateHorizon);
        foreach (var topic in _catalog.All)
        {
            for (var index = 0; index < topic.Partitions; index++)
            {
                var directory = Path.Combine(_options.Directory, SegmentPartition.NameOf(topic.Name, index));
                _options.Files.CreateDirectory(directory);
                var tag = SegmentPartition.TagOf(topic.Name, index);
                _recoveries.Add((topic.Name, index, new PartitionRecovery(_options.Files, directory, tag, idsSince, _notes.Enqueue)));
            }
        }

        _options.Files.FlushDirectory(_options.Directory);
        Parallel.ForEach(_recoveries, item => item.Recovery.Run(_catalog.IsKnown(item.Topic)));
        _catalog.Save();
    }

    private SegmentLog Start(IDisposable directoryLock)
    {
        var budget = new DuplicateBudget(_options.MaxDuplicateIds);
        Partitions = [.. _recoveries.Select(item => Create(item.Topic, item.Index, item.Recovery, budget))];
        LoadIds();
        budget.Enforce();
        var telemetry = new LogTelemetry(
            () => Partitions.Sum(partition => partition.SizeInBytes),
            () => budget.Total,
            () => Partitions.Min(partition => partition.Duplicates.EffectiveHorizon(LogClock.NowMicros(_time))).TotalSeconds);
        var space = new FreeSpace(_options, _time);
        var scope = new SegmentLogScope(_options, _time, budget, space, new SegmentSealer(_options.Files), telemetry);
        Writers = [.. _recoveries.Select((item, i) => new PartitionWriter(Partitions[i], item.Recovery.Mark, scope))];
        return new SegmentLog(directoryLock, scope, this);
    }

    private SegmentPartition Create(string topic, int index, PartitionRecovery recovery, DuplicateBudget budget)
    {
        var seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var duplicates = new DuplicateIndex(budget, _options.DuplicateHorizon, seed);
        budget.Register(duplicates);
        var partition = new SegmentPartition(topic, index, recovery.Segments, duplicates, _options);
        partition.OrphanedIds.AddRange(recovery.Orphans);
        return partition;
    }

    /// <summary>Loads the youngest ids of all partitions that the bound has room for; older ones are not even read.</summary>
    private void LoadIds()
    {
        var room = _options.MaxDuplicateIds;
        var chosen = new List<IdSource>[_recoveries.Count];
        for (var i = 0; i < chosen.Length; i++) chosen[i] = [];
        var sources = _recoveries.SelectMany((item, i) => item.Recovery.Ids.Select(source => (Partition: i, Source: source)));
        foreach (var (partition, source) in sources.OrderByDescending(item => item.Source.LastCommittedAt))
        {
            if (room > 0) chosen[partition].Insert(0, source);
            else Partitions[partition].Duplicates.Forget(source.LastCommittedAt);
            room -= source.Count;
        }

        Parallel.For(0, chosen.Length, i =>
        {
            foreach (var source in chosen[i]) source.Read().LoadInto(Partitions[i].Duplicates);
        });
        foreach (var partition in Partitions) partition.Duplicates.Expire(LogClock.NowMicros(_time));
    }
}
