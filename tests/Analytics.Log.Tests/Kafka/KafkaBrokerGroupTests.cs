namespace Analytics.Log.Tests.Kafka;

/// <summary>The broker assigns: the group protocol of Kafka 4.</summary>
[KafkaRequirement]
[Collection(KafkaCollection.Name)]
public sealed class KafkaBrokerGroupTests(KafkaBroker broker) : KafkaAssignmentTests(broker, brokerAssigns: true);
