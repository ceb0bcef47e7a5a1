namespace Analytics.Log.Kafka;

/// <summary>What all readers of a log share.</summary>
/// <param name="Patience">Longest time for records that are known to be there.</param>
/// <param name="IsAnswered">Whether the brokers have answered other questions for that long.</param>
/// <param name="Telemetry">What is counted.</param>
/// <param name="Notice">Told what the reader does by itself; null for nobody.</param>
/// <param name="Closed">Told when a reader is closed.</param>
internal sealed record KafkaReaderSetup(TimeSpan Patience, Func<bool> IsAnswered, KafkaLogTelemetry Telemetry, Action<string>? Notice, Action<KafkaReader> Closed);
