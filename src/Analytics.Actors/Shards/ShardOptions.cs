namespace Analytics.Actors.Shards;

/// <summary>Limits and times of a shard.</summary>
public sealed record ShardOptions
{
    /// <summary>Most records of one batch. Default 4,096.</summary>
    public int BatchRecords { get; init; } = 4096;

    /// <summary>Most bytes of one batch (a larger record comes alone). Default 1 MiB.</summary>
    public int BatchBytes { get; init; } = 1 << 20;

    /// <summary>Longest time between two cuts when there is anything new, and the tick of timers. Default 1 s.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The same for a shard that is more than a batch behind the log: nobody waits for the second in which old events become visible, and larger blocks cost the stores
    /// and the state a fraction. Default the same as <see cref="CheckpointInterval"/>.
    /// </summary>
    public TimeSpan? CheckpointIntervalBehind { get; init; }

    /// <summary>
    /// The same while an alert waits for the cut that lets it go: somebody is waiting for it. Ten times as long as the last checkpoint took, where that is longer, but no longer than the usual time. A shard that is behind takes its usual time, too. Default 20 ms.
    /// </summary>
    public TimeSpan CheckpointIntervalAlert { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Rows waiting in one encoder, or records processed, after which a cut is made. Default 100,000.</summary>
    public int CutRows { get; init; } = 100_000;

    /// <summary>Bytes waiting in one encoder after which a cut is made. Default 64 MiB.</summary>
    public long CutBytes { get; init; } = 64L << 20;

    /// <summary>Silence of a tenant after which the clock moves its watermark. Default 30 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Silence of the partition after which the shard's clock follows the wall. Default 1 s.</summary>
    public TimeSpan QuietAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of payloads waiting for their sinks on disk, beyond which the shard stops reading. Default 4 GiB.</summary>
    public long OutboxBytes { get; init; } = 4L << 30;

    /// <summary>Deliveries waiting for their sinks, beyond which the shard stops reading. Default 20,000.</summary>
    public int OpenDeliveries { get; init; } = 20_000;

    /// <summary>Records of a batch shortly after a poison event. Default 64.</summary>
    public int CarefulBatchRecords { get; init; } = 64;

    /// <summary>Offsets behind a poison event that are read carefully. Default 4,096.</summary>
    public int CarefulSpan { get; init; } = 4096;

    /// <summary>How far back, by arrival, a shard reads its log again for rules that are new to it, at most; less when they do not look back so far. Zero: they begin with what comes. Default 24 h.</summary>
    public TimeSpan RebuildHorizon { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long an event's id is remembered where the log does not drop duplicates, by arrival. Default 24 h.</summary>
    public TimeSpan DuplicateHorizon { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Most ids that a shard remembers, about 32 bytes each; over it the oldest are forgotten before their time. Default 10,000,000.</summary>
    public int DuplicateMaxIds { get; init; } = 10_000_000;

    /// <summary>Pause before the first recovery of a failed shard. Default 1 s.</summary>
    public TimeSpan RestartFirst { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause between recoveries of a failed shard. Default 60 s.</summary>
    public TimeSpan RestartMost { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Time after which a fenced shard, whose partition nobody took away from this node, takes it back: whoever fenced it came late to a partition that was its own
    /// once, and knows better by then. Longer than it takes a node to learn that it was left out of its group. Default 30 s.
    /// </summary>
    public TimeSpan ReclaimAfter { get; init; } = TimeSpan.FromSeconds(30);
}
