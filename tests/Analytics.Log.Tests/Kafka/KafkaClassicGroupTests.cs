namespace Analytics.Log.Tests.Kafka;

/// <summary>The members assign: cooperative sticky.</summary>
[KafkaRequirement]
[Collection(KafkaCollection.Name)]
public sealed class KafkaClassicGroupTests(KafkaBroker broker) : KafkaAssignmentTests(broker, brokerAssigns: false);
