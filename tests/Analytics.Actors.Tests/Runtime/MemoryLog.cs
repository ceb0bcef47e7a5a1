using Analytics.Contracts.Log;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>A log of one partition a topic, in memory; drops records whose id it has. Survives what a test calls a crash.</summary>
internal sealed class MemoryLog(params string[] topics) : ILog
{
    private readonly Dictionary<string, MemoryPartition> _partitions = topics.ToDictionary(topic => topic, topic => new MemoryPartition(topic));

    public IReadOnlyList<TopicDescription> Topics => [.. _partitions.Keys.Select(topic => new TopicDescription(topic, 1))];

    public ILogPartition Partition(string topic, int partition) => _partitions[topic];

    public MemoryPartition Memory(string topic) => _partitions[topic];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
