namespace Analytics.Node.Configuration.RabbitMq;

/// <summary>An entry of <c>rabbitmq.queues</c>.</summary>
public sealed record RabbitMqQueueOptions
{
    /// <summary>The queue's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Routing keys that bind it, when the topology is declared.</summary>
    public IReadOnlyList<string> RoutingKeys { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({string.Join(", ", RoutingKeys)})";
}
