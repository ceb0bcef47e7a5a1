using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Log.Segments;

/// <summary>All partitions of some topics, for good: on one machine nobody else is there to own any.</summary>
/// <param name="log">The log that has them.</param>
/// <param name="topics">The topics.</param>
public sealed class FixedAssignment(ILog log, IEnumerable<string> topics) : IPartitionAssignment
{
    private readonly ShardId[] _partitions =
    [
        .. from name in topics
           from partition in Enumerable.Range(0, log.Topics.First(topic => topic.Name == name).Partitions)
           select new ShardId(name, partition),
    ];

    private IPartitionOwner? _owner;

    /// <inheritdoc/>
    public void Start(IPartitionOwner owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        _owner = owner;
        owner.Assigned(_partitions);
    }

    /// <inheritdoc/>
    public void Report(string topic, int partition, long offset)
    {
        // The status of the shards says it to whoever asks.
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _owner, null) is { } owner) await Task.Run(() => owner.Revoked(_partitions));
    }
}
