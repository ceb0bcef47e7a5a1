namespace Analytics.Node.Configuration;

/// <summary>The back ends of a node.</summary>
public enum NodeProfile
{
    /// <summary>One process with nothing to install: segment log, ClickHouse's engine and PostgreSQL as child processes.</summary>
    Embedded,

    /// <summary>Several nodes over servers that run elsewhere: Kafka, ClickHouse and PostgreSQL.</summary>
    Cluster,
}
