namespace Analytics.Log.Tests.Kafka;

/// <summary>A fact about Kafka that needs another program as well.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KafkaProgramFactAttribute : FactAttribute
{
    public KafkaProgramFactAttribute(string program)
    {
        Program = program;
        Skip = Analytics.Testing.TestKafka.Missing ?? (Analytics.Testing.TestKafka.IsOnPath(program) ? null : $"{program} is not installed.");
    }

    public string Program { get; }
}
