namespace Analytics.Log.Kafka;

/// <summary>Settings of the consumer group that shares partitions out among nodes.</summary>
public sealed record KafkaGroupOptions
{
    /// <summary>Name of the group: nodes with the same one are one system.</summary>
    public required string Group { get; init; }

    /// <summary>Topics whose partitions are shared out.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>
    /// Whether the broker assigns (KIP-848, Kafka 4.0 or newer) instead of the members (cooperative sticky). Both leave alone what stays. Default false.
    /// </summary>
    public bool BrokerAssigns { get; init; }

    /// <summary>Silence after which a member counts as gone. With <see cref="BrokerAssigns"/> the broker's setting rules. Default 10 s.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time that giving up partitions may take before the group goes on without this member. Default 5 minutes.</summary>
    public TimeSpan ReleaseTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often reported positions are committed, for lag tools. Default 5 s.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time until joining is tried again after the group refused the member for good. Default 1 s.</summary>
    public TimeSpan RejoinInterval { get; init; } = TimeSpan.FromSeconds(1);
}
