using RabbitMQ.Client;

namespace Analytics.Ingestion.RabbitMq;

/// <summary>A message as it was delivered, its bytes copied: the client takes its own back.</summary>
/// <param name="Tag">Number under which it is acknowledged, on its channel only.</param>
/// <param name="IsRedelivered">True when it was delivered before and never acknowledged.</param>
/// <param name="RoutingKey">What it is about.</param>
/// <param name="Properties">What else the publisher said.</param>
/// <param name="Body">Its bytes.</param>
internal sealed record QueueMessage(ulong Tag, bool IsRedelivered, string RoutingKey, IReadOnlyBasicProperties Properties, byte[] Body);
