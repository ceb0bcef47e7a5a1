namespace Analytics.Ingestion.RabbitMq;

/// <summary>How the way from RabbitMQ is.</summary>
/// <param name="IsUp">True while every queue is read and what came is taken.</param>
/// <param name="Since">Since when.</param>
/// <param name="Detail">Where the broker is, or what is wrong; no credentials.</param>
public sealed record RabbitMqState(bool IsUp, DateTimeOffset Since, string Detail);
