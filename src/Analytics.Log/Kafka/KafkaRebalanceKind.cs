namespace Analytics.Log.Kafka;

/// <summary>What a rebalance does to partitions.</summary>
internal enum KafkaRebalanceKind
{
    /// <summary>They come in addition.</summary>
    Assigned,

    /// <summary>They must be given up; the group waits.</summary>
    Revoked,

    /// <summary>They are another's already.</summary>
    Lost,
}
