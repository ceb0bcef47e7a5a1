namespace Analytics.Ingestion.RabbitMq;

/// <summary>The broker does not do what it should; it is tried again.</summary>
internal sealed class RabbitMqException(string message, Exception? inner = null) : Exception(message, inner);
