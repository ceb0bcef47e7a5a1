namespace Analytics.Actors.Shards;

/// <summary>Where a shard is in its life.</summary>
public enum ShardState
{
    /// <summary>Loads its newest checkpoint.</summary>
    Recovering,

    /// <summary>Reads and processes.</summary>
    Running,

    /// <summary>Reads no more; writes a last checkpoint and waits for its sinks.</summary>
    Draining,

    /// <summary>Done.</summary>
    Stopped,

    /// <summary>Could not go on; tries again after a pause.</summary>
    Failed,

    /// <summary>Somebody else took the partition over: it writes and sends nothing. If the partition is still this node's after a while, it is taken back.</summary>
    Fenced,
}
