namespace Analytics.Pbm.Api;

/// <summary>A live entity.</summary>
/// <param name="Key">Its key: <c>tenant:…</c>.</param>
/// <param name="Events">Events since the node started.</param>
/// <param name="Topic">Topic of its shard.</param>
/// <param name="Partition">Partition of its shard.</param>
public sealed record BusyEntity(string Key, long Events, string Topic, int Partition);
