namespace Analytics.Contracts.Sinks;

/// <summary>A shard: one partition of a lane and everything that lives on it.</summary>
/// <param name="Topic">The lane's topic.</param>
/// <param name="Partition">The partition.</param>
public readonly record struct ShardId(string Topic, int Partition)
{
    /// <summary><c>topic-partition</c>, as Kafka writes it.</summary>
    public override string ToString() => $"{Topic}-{Partition}";
}
