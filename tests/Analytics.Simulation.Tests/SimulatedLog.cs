using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Simulation.Tests;

/// <summary>The brokers: one topic, its dead letters and its alerts. They survive everything; what they do with offsets, batches and delays is drawn from the seed.</summary>
internal sealed class SimulatedLog : ILog
{
    public const string Topic = "raw_events";
    public const string AlertTopic = "alerts";
    private const string DeadLetterTopic = Topic + TopicDescription.DeadLetterSuffix;
    private readonly MemoryPartition[] _partitions;

    public SimulatedLog(int partitions, Random? unruly)
    {
        _partitions = [.. Enumerable.Range(0, partitions).Select(index => new MemoryPartition(Topic, index) { Sparse = unruly })];
        Ids = [.. Enumerable.Range(0, partitions).Select(index => new ShardId(Topic, index))];
    }

    public IReadOnlyList<ShardId> Ids { get; }

    public MemoryPartition DeadLetters { get; } = new(DeadLetterTopic);

    public MemoryPartition Alerts { get; } = new(AlertTopic) { DropsRepeats = false };

    public IReadOnlyList<TopicDescription> Topics => [new(Topic, _partitions.Length), new(DeadLetterTopic, 1), new(AlertTopic, 1)];

    public ILogPartition Partition(string topic, int partition) => topic switch
    {
        Topic => _partitions[partition],
        AlertTopic => Alerts,
        _ => DeadLetters,
    };

    public MemoryPartition Memory(ShardId shard) => _partitions[shard.Partition];

    /// <summary>The same records at the same offsets, in a log that does as it is told.</summary>
    public SimulatedLog Ruly()
    {
        var copy = new SimulatedLog(_partitions.Length, null);
        foreach (var id in Ids) copy.Memory(id).CopyFrom(Memory(id));
        return copy;
    }

    /// <summary>Readers get what they wait for; false when none waits.</summary>
    public bool Fetch() => _partitions.Aggregate(false, (fetched, partition) => partition.Fetch() || fetched);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
