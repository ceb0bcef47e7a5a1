using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>A local copy of a shard that another node owns.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Number">The newest checkpoint that is in it.</param>
/// <param name="WrittenAt">When that checkpoint became durable: what the copy does not know is younger.</param>
/// <param name="Bytes">Bytes of state and payloads.</param>
public sealed record StandbyCopy(ShardId Shard, long Number, DateTimeOffset WrittenAt, long Bytes);
