namespace Analytics.Log.Kafka;

/// <summary>Kafka cannot be used as it is set up: a setting is wrong, the library or a topic is missing. Trying again does not help.</summary>
/// <param name="message">What is wrong, with the name of the setting.</param>
public sealed class KafkaSetupException(string message) : Exception(message);
