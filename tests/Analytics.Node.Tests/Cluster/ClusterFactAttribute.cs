using Analytics.Testing;

namespace Analytics.Node.Tests.Cluster;

/// <summary>A fact about several nodes; skipped where there is no Kafka, PostgreSQL or ClickHouse engine to share.</summary>
public sealed class ClusterFactAttribute : FactAttribute
{
    public ClusterFactAttribute(string program = "sh") => Skip = ClusterServers.Missing ?? (TestKafka.IsOnPath(program) ? null : $"{program} is not installed.");
}
