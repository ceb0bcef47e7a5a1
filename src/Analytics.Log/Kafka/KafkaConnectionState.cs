namespace Analytics.Log.Kafka;

/// <summary>Whether the brokers answer.</summary>
/// <param name="IsUp">True while they do.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="Brokers">Brokers that were named.</param>
/// <param name="Error">What is wrong; empty while they answer.</param>
public sealed record KafkaConnectionState(bool IsUp, DateTimeOffset Since, string Brokers, string Error);
