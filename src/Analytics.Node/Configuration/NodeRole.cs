namespace Analytics.Node.Configuration;

/// <summary>What a node does.</summary>
public enum NodeRole
{
    /// <summary>Takes events in.</summary>
    Ingest,

    /// <summary>Runs shards and sinks.</summary>
    Process,

    /// <summary>Answers questions and serves the dashboard.</summary>
    Query,
}
