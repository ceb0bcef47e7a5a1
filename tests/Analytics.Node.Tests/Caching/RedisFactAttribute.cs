using Analytics.Testing;

namespace Analytics.Node.Tests.Caching;

/// <summary>A fact about a Redis, and perhaps a whole node; skipped where one of them is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute(bool needsNode = false) => Skip = TestRedis.Missing ?? (needsNode ? new NodeFactAttribute().Skip : null);
}
