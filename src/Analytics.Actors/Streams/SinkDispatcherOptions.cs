namespace Analytics.Actors.Streams;

/// <summary>Limits and times of the way to one sink.</summary>
public sealed record SinkDispatcherOptions
{
    /// <summary>Deliveries under way at the same time, at most one for each shard. Default 4.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>Payloads waiting in memory; those beyond are loaded again when their turn comes. Default 64 MiB.</summary>
    public long MemoryBytes { get; init; } = 64L << 20;

    /// <summary>Time after which one try is cancelled. Default 2 minutes.</summary>
    public TimeSpan DeliverTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Pause after the first failure; doubles. Default 100 ms.</summary>
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause between tries. Default 15 s.</summary>
    public TimeSpan RetryMost { get; init; } = TimeSpan.FromSeconds(15);
}
