using Analytics.Sinks.ClickHouse.History;

namespace Analytics.Node.Backtests.Past;

/// <summary>Where the events of a backtest are read from.</summary>
/// <param name="Partitions">The partitions, by topic and number; an event's offset has the place of its partition here in its high bits.</param>
internal sealed record PastPlan(IReadOnlyList<PastPartition> Partitions)
{
    /// <summary>What is read from the store.</summary>
    public IReadOnlyList<HistoryRange> Stored => [.. Partitions.Select(partition => partition.Stored).OfType<HistoryRange>()];

    /// <summary>About how many events are read from the store.</summary>
    public long StoredRows => Partitions.Sum(partition => partition.StoredRows);

    /// <summary>How many events and records are looked at.</summary>
    public long ToLookAt => StoredRows + Partitions.Sum(partition => partition.Records);

    /// <summary>Where the event of an offset with its partition is.</summary>
    public EventPosition At(long offset)
    {
        var shard = Partitions[(int)(offset >> PastReader.OffsetBits)].Shard;
        return new EventPosition(shard.Topic, shard.Partition, offset & ((1L << PastReader.OffsetBits) - 1));
    }
}
