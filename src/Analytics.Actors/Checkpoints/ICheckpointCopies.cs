using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Checkpoints;

/// <summary>Hands out what is kept of a shard, whoever owns it, without owning anything. Any thread.</summary>
public interface ICheckpointCopies
{
    /// <summary>Puts the shard's checkpoints into an empty folder, all of one moment; empty when there are none.</summary>
    /// <exception cref="IOException">They cannot be read now.</exception>
    void CopyTo(ShardId shard, string folder);
}
