namespace Analytics.Log.Kafka;

/// <summary>A topic that the log works with, and how it is made when it is missing and may be created.</summary>
/// <param name="Name">Name.</param>
/// <param name="Partitions">Partitions when it is created; a topic that exists keeps its own number.</param>
public sealed record KafkaTopic(string Name, int Partitions)
{
    /// <summary>Replicas when it is created; -1 for the broker's default. Default -1.</summary>
    public int Replication { get; init; } = -1;

    /// <summary>Topic configurations when it is created, by Kafka's names, such as <c>retention.ms</c>. Default none: the broker's.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>();
}
