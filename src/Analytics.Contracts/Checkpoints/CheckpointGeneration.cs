namespace Analytics.Contracts.Checkpoints;

/// <summary>One checkpoint that is kept and can be loaded.</summary>
/// <param name="Number">Its number.</param>
/// <param name="WrittenAt">When it became durable.</param>
/// <param name="Epoch">Epoch of the owner that wrote it.</param>
/// <param name="NextOffset">First input offset that is not in it.</param>
/// <param name="Bytes">Bytes of entity state that it added.</param>
/// <param name="Entities">Entities that changed or went since the one before.</param>
/// <param name="OpenDeliveries">Deliveries that were on their way.</param>
public sealed record CheckpointGeneration(long Number, DateTimeOffset WrittenAt, long Epoch, long NextOffset, long Bytes, long Entities, int OpenDeliveries);
