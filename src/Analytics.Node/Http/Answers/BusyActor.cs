namespace Analytics.Node.Http.Answers;

/// <summary>An entity with many events.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Events">Events that it took.</param>
/// <param name="Topic">Topic of its shard.</param>
/// <param name="Partition">Partition of its shard.</param>
internal sealed record BusyActor(string Key, long Events, string Topic, int Partition);
