namespace Analytics.Pbm.Api;

/// <summary>The last durable checkpoint of a shard.</summary>
/// <param name="Generation">Its number.</param>
/// <param name="AgeSeconds">Seconds since it was written.</param>
/// <param name="Bytes">Bytes that it wrote.</param>
/// <param name="DurationMs">Milliseconds from cut to durable.</param>
public sealed record CheckpointInfo(long Generation, double AgeSeconds, long Bytes, double DurationMs);
