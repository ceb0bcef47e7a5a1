namespace Analytics.Node.Cluster;

/// <summary>What an operator wants of one node, as nodes hand it on to each other.</summary>
/// <param name="What">One of the names here.</param>
/// <param name="Topic">Topic of the shard that it is about; null for the node.</param>
/// <param name="Partition">Partition of that shard.</param>
/// <param name="Offset">Where to, for <see cref="Seek"/>.</param>
/// <param name="Caller">Who wants it: for the node's log.</param>
internal sealed record NodeOrder(string What, string Caller, string? Topic = null, int Partition = 0, long Offset = 0)
{
    /// <summary>Hand the shards over and end the process.</summary>
    public const string End = "end";

    /// <summary>Hand the shards over and stay.</summary>
    public const string Leave = "leave";

    /// <summary>Take shards again.</summary>
    public const string Join = "join";

    /// <summary>Leave and join, so that the group shares out anew.</summary>
    public const string Rejoin = "rejoin";

    /// <summary>Cut a checkpoint of a shard.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>Move a shard's position.</summary>
    public const string Seek = "seek";
}
