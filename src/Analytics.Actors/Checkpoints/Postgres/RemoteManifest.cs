namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>A stored manifest.</summary>
/// <param name="Number">Number of its checkpoint.</param>
/// <param name="WrittenAt">When it became durable.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record RemoteManifest(long Number, DateTime WrittenAt, byte[] Content);
