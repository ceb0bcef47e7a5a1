using Analytics.Actors.Replay;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Node.Backtests.Past;

/// <summary>The log, for whoever reads it again. Any thread.</summary>
/// <param name="Log">The log.</param>
/// <param name="Lanes">What happens to events on each lane.</param>
/// <param name="Options">Limits of the shards.</param>
internal sealed record PastLog(ILog Log, IReadOnlyList<LaneDefinition> Lanes, ShardOptions Options)
{
    /// <summary>The partitions of a lane.</summary>
    public IEnumerable<ShardId> PartitionsOf(string lane) => Enumerable.Range(0, Log.Topics.FirstOrDefault(topic => topic.Name == lane)?.Partitions ?? 0).Select(partition => new ShardId(lane, partition));

    /// <summary>A partition, with its ends as they are now; null when the log does not have it.</summary>
    /// <exception cref="LogUnavailableException">The log does not answer.</exception>
    public ILogPartition? Find(ShardId shard)
    {
        if (!PartitionsOf(shard.Topic).Contains(shard)) return null;
        var partition = Log.Partition(shard.Topic, shard.Partition);
        partition.Refresh();
        return partition;
    }

    /// <summary>Begins to read events of a partition.</summary>
    public LogEvents Open(ILogPartition partition, long from, LogSelection selection, ShardOptions? options = null) =>
        new(Lanes.First(lane => lane.Topic == partition.Topic), partition, Log.DropsDuplicates, options ?? Options, from, selection);

    /// <summary>When the first record of an offset or behind it came, microseconds since 1970; null when there is none.</summary>
    public static long? ArrivalAt(ILogPartition partition, long offset)
    {
        using var reader = partition.OpenReader(Math.Min(offset, partition.EndOffset));
        var records = new RecordBatch();
        return reader.ReadOrWait(records, 1, 1) > 0 ? records.Records[0].ReceivedAt : null;
    }
}
