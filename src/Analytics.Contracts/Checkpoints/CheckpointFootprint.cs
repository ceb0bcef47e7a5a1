namespace Analytics.Contracts.Checkpoints;

/// <summary>What a shard's checkpoints take.</summary>
/// <param name="Generations">Checkpoints that could be loaded.</param>
/// <param name="Entities">Entities stored.</param>
/// <param name="StateBytes">Bytes of entity state on disk, garbage included.</param>
/// <param name="GarbageBytes">Bytes of them that are superseded.</param>
/// <param name="OutboxBytes">Bytes of payloads that are kept for delivery.</param>
/// <param name="Compactions">Compactions finished since start.</param>
public readonly record struct CheckpointFootprint(
    int Generations, long Entities, long StateBytes, long GarbageBytes, long OutboxBytes, long Compactions);
