using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Simulation.Tests;

/// <summary>The brokers: one topic, its dead letters, its alerts, and its events under other keys. They survive everything; what they do with offsets, batches and delays is drawn from the seed.</summary>
internal sealed class SimulatedLog : ILog
{
    public const string Topic = "raw_events";
    public const string AlertTopic = "alerts";
    public const string KeyedTopic = "rule_events";
    public const int KeyedPartitions = 2;
    private const string DeadLetterTopic = Topic + TopicDescription.DeadLetterSuffix;
    private readonly MemoryPartition[] _partitions;
    private readonly MemoryPartition _spare = new(KeyedTopic) { DropsRepeats = false };
    private bool _isCopy;

    public SimulatedLog(int partitions, Random? unruly)
    {
        _partitions = [.. Enumerable.Range(0, partitions).Select(index => new MemoryPartition(Topic, index) { Sparse = unruly })];
        Keyed = [.. Enumerable.Range(0, KeyedPartitions).Select(index => new MemoryPartition(KeyedTopic, index) { DropsRepeats = false, Sparse = unruly })];
        Sources = [.. _partitions.Select(partition => new ShardId(Topic, partition.Index))];
        Ids = [.. Sources, .. Keyed.Select(partition => new ShardId(KeyedTopic, partition.Index))];
    }

    /// <summary>Everything that shards read.</summary>
    public IReadOnlyList<ShardId> Ids { get; }

    /// <summary>Where events come in.</summary>
    public IReadOnlyList<ShardId> Sources { get; }

    public MemoryPartition DeadLetters { get; } = new(DeadLetterTopic);

    /// <summary>What rules watch under other keys than the user.</summary>
    public IReadOnlyList<MemoryPartition> Keyed { get; }

    public MemoryPartition Alerts { get; } = new(AlertTopic) { DropsRepeats = false };

    public IReadOnlyList<TopicDescription> Topics => [new(Topic, _partitions.Length), new(DeadLetterTopic, 1), new(AlertTopic, 1), new(KeyedTopic, KeyedPartitions)];

    public ILogPartition Partition(string topic, int partition) => topic switch
    {
        Topic => _partitions[partition],
        AlertTopic => Alerts,
        KeyedTopic => _isCopy ? _spare : Keyed[partition],
        _ => DeadLetters,
    };

    public MemoryPartition Memory(ShardId shard) => shard.Topic == Topic ? _partitions[shard.Partition] : Keyed[shard.Partition];

    /// <summary>The same records at the same offsets, in a log that does as it is told. What is sent under other keys is there already.</summary>
    public SimulatedLog Ruly()
    {
        var copy = new SimulatedLog(_partitions.Length, null) { _isCopy = true };
        foreach (var id in Ids) copy.Memory(id).CopyFrom(Memory(id));
        return copy;
    }

    /// <summary>Readers get what they wait for; false when none waits.</summary>
    public bool Fetch() => _partitions.Concat(Keyed).Aggregate(false, (fetched, partition) => partition.Fetch() || fetched);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
