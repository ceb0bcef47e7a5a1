namespace Analytics.Node.Configuration.Kafka;

/// <summary>Section <c>kafka.group</c>: how partitions are shared out among nodes.</summary>
public sealed record GroupOptions
{
    /// <summary>Name of the group: nodes with the same one are one system. Default <c>analytics</c>.</summary>
    public string Name { get; init; } = "analytics";

    /// <summary>Who assigns. Default classic.</summary>
    public GroupProtocol Protocol { get; init; } = GroupProtocol.Classic;

    /// <summary>Silence after which a node counts as gone, with the classic protocol. Default 10 s.</summary>
    [Bounds("1s", "30m")]
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time for giving partitions up. Default 5 minutes.</summary>
    [Bounds("10s", "1h")]
    public TimeSpan ReleaseTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often positions are committed for lag tools. Default 5 s.</summary>
    [Bounds("100ms", "1h")]
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time until joining is tried again after a final refusal. Default 1 s.</summary>
    [Bounds("100ms", "10m")]
    public TimeSpan RejoinInterval { get; init; } = TimeSpan.FromSeconds(1);
}
