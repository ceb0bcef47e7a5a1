namespace Analytics.Node.Configuration.Caching;

/// <summary>Section <c>cache.redis</c>.</summary>
public sealed record RedisCacheOptions
{
    /// <summary><c>redis://user:password@host:port/database</c>, or <c>rediss://</c>; empty for the node's own memory.</summary>
    [Secret]
    public string Uri { get; init; } = "";

    /// <summary>Start of every key. Default <c>analytics:</c>.</summary>
    public string Prefix { get; init; } = "analytics:";

    /// <summary>Longest time for an answer. Default 100 ms.</summary>
    [Bounds("1ms", "10s")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest time for connecting. Default 1 s.</summary>
    [Bounds("10ms", "30s")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Failures in a row after which it is left alone. Default 3.</summary>
    [Bounds("1", "1000")]
    public int FailuresToOpen { get; init; } = 3;

    /// <summary>How long it is left alone. Default 5 s.</summary>
    [Bounds("100ms", "10m")]
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromSeconds(5);
}
