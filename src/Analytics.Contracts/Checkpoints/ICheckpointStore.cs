using Analytics.Contracts.Sinks;

namespace Analytics.Contracts.Checkpoints;

/// <summary>Keeps the checkpoints of shards, each with one owner at a time. Disposing writes nothing, so it is the same to the next owner as a crash.</summary>
public interface ICheckpointStore : IDisposable
{
    /// <summary>
    /// Takes a shard over: its epoch counts up (<see cref="IShardCheckpoints.Epoch"/>), and from here on every earlier owner of the shard is refused, in this process and in
    /// any other. Nothing is loaded before <see cref="IShardCheckpoints.Recover"/>. Any thread.
    /// </summary>
    /// <exception cref="StaleEpochException">Somebody took the store over for good.</exception>
    /// <exception cref="IOException">The place of ownership does not answer: try again later.</exception>
    IShardCheckpoints Open(ShardId shard);
}
