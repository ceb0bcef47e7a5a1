namespace Analytics.Contracts.Checkpoints;

/// <summary>
/// The checkpoints of one shard in the hands of one owner: at least three generations, each whole or not there. "Owner" below is the one thread that runs the
/// shard. Disposing lets them go without writing anything.
/// </summary>
public interface IShardCheckpoints : IDisposable
{
    /// <summary>The epoch of this owner; higher than that of every owner of the shard before.</summary>
    long Epoch { get; }

    /// <summary>Seed of the hashes that entities are found by: what <see cref="EntityChanges"/> must be made with.</summary>
    ulong IdentitySeed { get; }

    /// <summary>
    /// Loads the newest checkpoint that is whole and hands over each of its entities once. A damaged one is passed over and named in
    /// <see cref="RecoveredShard.Damage"/>. Owner only; may be called again to start over.
    /// </summary>
    /// <param name="restore">Takes the entities.</param>
    /// <param name="newestOffset">
    /// Checkpoints that cover input behind this offset are passed over as if they were damaged, so that their cuts are repeated where they were. Nothing durable changes before
    /// the next write. Default none.
    /// </param>
    /// <param name="chosen">Called when it is known which checkpoint it is and before the first entity is handed over: <see cref="TryRead"/> tells its states from then on.</param>
    /// <exception cref="CheckpointDamagedException">There are checkpoints and none of them is whole.</exception>
    /// <exception cref="StaleEpochException">Somebody else owns the shard by now.</exception>
    /// <exception cref="IOException">They cannot be reached: try again later.</exception>
    RecoveredShard Recover(EntityRestore restore, long newestOffset = long.MaxValue, Action? chosen = null);

    /// <summary>Writes one checkpoint; it is durable on return. Any thread, one at a time.</summary>
    /// <exception cref="StaleEpochException">Somebody else owns the state by now; nothing was written.</exception>
    /// <exception cref="IOException">It could not be written; the checkpoints before it are whole.</exception>
    void Write(ShardCheckpoint checkpoint);

    /// <summary>Makes the entities of a written checkpoint readable through <see cref="TryRead"/>. Owner only, after each successful write, in order.</summary>
    void Apply(ShardCheckpoint checkpoint);

    /// <summary>The state of one entity as of the checkpoint applied last; the span is valid until the next call. Owner only.</summary>
    /// <exception cref="CheckpointDamagedException">The stored bytes are damaged.</exception>
    bool TryRead(string kind, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> state);

    /// <summary>The payload of a delivery by value. Any thread.</summary>
    /// <exception cref="CheckpointDamagedException">The stored bytes are damaged.</exception>
    ReadOnlyMemory<byte> ReadPayload(OpenDelivery delivery);

    /// <summary>Lowest input offset that a kept generation or one of its open deliveries may need again. Any thread.</summary>
    long LowestOffset { get; }

    /// <summary>True when more than two thirds of the state files is garbage and nobody is compacting. Owner only.</summary>
    bool WantsCompaction { get; }

    /// <summary>Rewrites what is live; the result is taken over by the next checkpoint. Any thread, alongside everything else.</summary>
    void Compact();

    /// <summary>The checkpoints that could be loaded, newest first. Any thread.</summary>
    IReadOnlyList<CheckpointGeneration> Generations { get; }

    /// <summary>What all this takes. Any thread.</summary>
    CheckpointFootprint Footprint { get; }
}
