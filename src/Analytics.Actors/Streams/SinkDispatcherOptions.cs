namespace Analytics.Actors.Streams;

/// <summary>Limits and times of the way to one sink.</summary>
public sealed record SinkDispatcherOptions
{
    /// <summary>Deliveries under way at the same time, at most one for each shard. Default 4.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>
    /// Payloads waiting in memory. From half of it on shards stop reading while the sink takes what waits; those beyond all of it are loaded again when their
    /// turn comes. Default 256 MiB.
    /// </summary>
    public long MemoryBytes { get; init; } = 256L << 20;

    /// <summary>How long a shard waits for a delivery that does not get on before it reads on without memory for it. Default 10 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time after which one try is cancelled. Default 2 minutes.</summary>
    public TimeSpan DeliverTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Pause after the first failure; doubles. Default 100 ms.</summary>
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause between tries. Default 15 s.</summary>
    public TimeSpan RetryMost { get; init; } = TimeSpan.FromSeconds(15);
}
