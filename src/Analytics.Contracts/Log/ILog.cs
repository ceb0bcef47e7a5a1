namespace Analytics.Contracts.Log;

/// <summary>The durable, replayable log: topics of partitions of records at offsets. Segment files on one machine, Kafka in a cluster.</summary>
public interface ILog : IAsyncDisposable
{
    /// <summary>Every topic that exists, dead-letter topics included.</summary>
    IReadOnlyList<TopicDescription> Topics { get; }

    /// <summary>
    /// True when no reader ever meets a record again whose id was appended within the duplicate horizon. False (the default) where others may write, too: then
    /// whoever processes the records drops those that it had.
    /// </summary>
    bool DropsDuplicates => false;

    /// <summary>One partition of an existing topic.</summary>
    /// <exception cref="KeyNotFoundException">There is no such topic or partition.</exception>
    ILogPartition Partition(string topic, int partition);
}
