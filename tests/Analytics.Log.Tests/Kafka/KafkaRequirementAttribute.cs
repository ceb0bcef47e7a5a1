namespace Analytics.Log.Tests.Kafka;

/// <summary>A broker to talk to, or one that can be started, and the library to talk with.</summary>
public sealed class KafkaRequirementAttribute : RequirementAttribute
{
    public override string? Missing => Analytics.Testing.TestKafka.Missing;
}
