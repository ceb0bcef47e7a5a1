namespace Analytics.Ingestion.RabbitMq;

/// <summary>A queue that is read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="RoutingKeys">Routing keys that bind it to the exchange, when the topology is declared.</param>
public sealed record RabbitMqQueue(string Name, IReadOnlyList<string> RoutingKeys);
