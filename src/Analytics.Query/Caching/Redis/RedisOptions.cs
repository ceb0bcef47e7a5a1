namespace Analytics.Query.Caching.Redis;

/// <summary>How to reach a Redis, and how long to wait for it.</summary>
public sealed record RedisOptions
{
    /// <summary><c>redis://user:password@host:port/database</c>, or <c>rediss://</c> for TLS.</summary>
    public required Uri Uri { get; init; }

    /// <summary>Longest time for an answer. Default 100 ms: asking the store anew costs hardly more.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest time for connecting. Default 1 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Failures in a row after which it is not asked for a while. Default 3.</summary>
    public int FailuresToOpen { get; init; } = 3;

    /// <summary>How long it is not asked then. Default 5 s.</summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most connections. Default 8.</summary>
    public int MaxConnections { get; init; } = 8;

    /// <summary>Bytes of the largest value that is read. Default 1 MiB.</summary>
    public int LargestValue { get; init; } = 1024 * 1024;
}
