using Analytics.Contracts.Sinks;

namespace Analytics.Contracts.Checkpoints;

/// <summary>
/// Keeps the checkpoints of shards. Opening it takes ownership: the epoch counts up, and from then on every earlier owner is refused.
/// Disposing writes nothing, so it is the same to the next owner as a crash.
/// </summary>
public interface ICheckpointStore : IDisposable
{
    /// <summary>The epoch of this owner; higher than that of every owner before.</summary>
    long Epoch { get; }

    /// <summary>The checkpoints of one shard; once for each shard.</summary>
    IShardCheckpoints Open(ShardId shard);
}
