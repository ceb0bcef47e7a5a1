using Analytics.Testing;

namespace Analytics.Node.Tests.RabbitMq;

/// <summary>A fact about a whole node and a RabbitMQ; skipped where one of them, or Node.js for the publisher, is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RabbitMqFactAttribute : FactAttribute
{
    public RabbitMqFactAttribute(bool needsCluster = false) => Skip = new NodeFactAttribute().Skip ?? NpmFolder.Missing ?? TestRabbitMq.Missing ?? (needsCluster ? ClusterServers.Missing : null);
}
