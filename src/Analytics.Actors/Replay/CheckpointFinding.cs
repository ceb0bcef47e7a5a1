using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Replay;

/// <summary>What was found when a checkpoint was read back.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Epoch">Epoch of the owner that wrote it.</param>
/// <param name="NextOffset">First input offset that is not in it.</param>
/// <param name="ClockMicros">The shard's clock, microseconds since 1970.</param>
/// <param name="Files">State files that it needs.</param>
/// <param name="Bytes">Bytes of them.</param>
/// <param name="Entities">Entities that were restored from it.</param>
/// <param name="Tenants">Watermarks.</param>
/// <param name="Sinks">How far each sink was.</param>
/// <param name="Open">Deliveries that were on their way.</param>
/// <param name="Fault">What is damaged; empty when it can be loaded.</param>
public sealed record CheckpointFinding(
    long Number, long Epoch, long NextOffset, long ClockMicros, int Files, long Bytes, long Entities,
    IReadOnlyList<TenantMark> Tenants, IReadOnlyList<SinkMark> Sinks, IReadOnlyList<OpenDelivery> Open, string Fault);
