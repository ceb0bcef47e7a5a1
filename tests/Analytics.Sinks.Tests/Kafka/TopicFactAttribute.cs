using Analytics.Testing;

namespace Analytics.Sinks.Tests.Kafka;

/// <summary>A fact that needs a broker.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TopicFactAttribute : FactAttribute
{
    public TopicFactAttribute() => Skip = TestKafka.Missing;
}
