namespace Analytics.Contracts.Log;

/// <summary>A topic and its number of partitions.</summary>
/// <param name="Name">Name as in Kafka.</param>
/// <param name="Partitions">Number of partitions, fixed at creation.</param>
public sealed record TopicDescription(string Name, int Partitions)
{
    /// <summary>Suffix of dead-letter topics.</summary>
    public const string DeadLetterSuffix = ".dlq";
}
