using Analytics.Contracts.Sinks;

namespace Analytics.Log.Kafka;

/// <summary>One change of what a member has.</summary>
internal sealed record KafkaRebalance(KafkaRebalanceKind Kind, IReadOnlyList<ShardId> Partitions);
