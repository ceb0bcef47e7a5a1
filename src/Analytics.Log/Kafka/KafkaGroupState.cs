namespace Analytics.Log.Kafka;

/// <summary>A consumer group as its coordinator tells it.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Coordinator">The broker that leads it, as <c>host:port (id n)</c>.</param>
/// <param name="State"><c>Stable</c>, <c>PreparingRebalance</c>, <c>Empty</c> …</param>
/// <param name="Assignor">How partitions are shared out.</param>
/// <param name="Members">Members, producers' topics and all nodes together.</param>
public sealed record KafkaGroupState(string Group, string Coordinator, string State, string Assignor, int Members);
