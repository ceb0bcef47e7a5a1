using System.Collections.Concurrent;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>Gives and takes partitions when a test says so. Leaving takes everything back.</summary>
internal sealed class ManualAssignment : IPartitionAssignment
{
    private readonly List<ShardId> _given = [];

    public IPartitionOwner? Owner { get; private set; }

    public ConcurrentDictionary<ShardId, long> Reported { get; } = [];

    public void Start(IPartitionOwner owner) => Owner = owner;

    public void Report(string topic, int partition, long offset) => Reported[new ShardId(topic, partition)] = offset;

    public void Give(params ShardId[] partitions)
    {
        _given.AddRange(partitions);
        Owner!.Assigned(partitions);
    }

    public void Take(params ShardId[] partitions)
    {
        _given.RemoveAll(partitions.Contains);
        Owner!.Revoked(partitions);
    }

    public void Lose(params ShardId[] partitions)
    {
        _given.RemoveAll(partitions.Contains);
        Owner!.Lost(partitions);
    }

    public async ValueTask DisposeAsync() => await Task.Run(() => Take([.. _given]));
}
