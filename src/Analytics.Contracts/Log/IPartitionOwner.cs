using Analytics.Contracts.Sinks;

namespace Analytics.Contracts.Log;

/// <summary>Who is told which partitions are its own. Each one is one shard.</summary>
public interface IPartitionOwner
{
    /// <summary>These came in addition to what is owned. Returns at once; their recovery goes on by itself.</summary>
    void Assigned(IReadOnlyList<ShardId> partitions);

    /// <summary>These must go. On return they are drained, checkpointed and released, or given up after a bounded time; nobody else reads them before.</summary>
    void Revoked(IReadOnlyList<ShardId> partitions);

    /// <summary>These are gone already, and another node may have them: nothing more may be written for them.</summary>
    void Lost(IReadOnlyList<ShardId> partitions);
}
