namespace Analytics.Node.Configuration;

/// <summary>What a node runs.</summary>
public enum NodeRole
{
    /// <summary>Takes events.</summary>
    Ingest,

    /// <summary>Owns shards.</summary>
    Process,

    /// <summary>Answers questions.</summary>
    Query,
}
