namespace Analytics.Node.Configuration;

/// <summary>Section <c>http</c>: limits at the door.</summary>
public sealed record HttpOptions
{
    /// <summary>Largest event. Default 32 KiB.</summary>
    [Bounds("1KiB", "16MiB")]
    public ByteSize MaxEventSize { get; init; } = ByteSize.KiB(32);

    /// <summary>Largest request after decompression. Default 10 MiB.</summary>
    [Bounds("1KiB", "1GiB")]
    public ByteSize MaxRequestSize { get; init; } = ByteSize.MiB(10);

    /// <summary>Most events of a request. Default 50,000.</summary>
    [Bounds("1", "10000000")]
    public int MaxRequestEvents { get; init; } = 50_000;

    /// <summary>Bytes of requests in memory at once; more are answered 429. Default 256 MiB.</summary>
    [Bounds("1MiB", "64GiB")]
    public ByteSize MaxInFlight { get; init; } = ByteSize.MiB(256);

    /// <summary>Longest time for a request's body to arrive. Default 30 s.</summary>
    [Bounds("1s", "10m")]
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an idle connection is kept. Default 2 minutes.</summary>
    [Bounds("1s", "1h")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What <c>Retry-After</c> says when the node cannot take more. Default 1 s.</summary>
    [Bounds("1s", "10m")]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
