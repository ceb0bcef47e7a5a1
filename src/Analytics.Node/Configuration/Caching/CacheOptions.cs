namespace Analytics.Node.Configuration.Caching;

/// <summary>Section <c>cache</c>: answers that are remembered for a moment.</summary>
public sealed record CacheOptions
{
    /// <summary>How long an answer is remembered; 0 for not at all. Default 1 s.</summary>
    [Bounds("0s", "1h")]
    public TimeSpan AnswersFor { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Memory of answers in the node. Default 32 MiB.</summary>
    [Bounds("1MiB", "64GiB")]
    public ByteSize Memory { get; init; } = ByteSize.MiB(32);

    /// <summary>Largest answer that is remembered. Default 1 MiB.</summary>
    [Bounds("1KiB", "64MiB")]
    public ByteSize LargestAnswer { get; init; } = ByteSize.MiB(1);

    /// <summary>A cache that the nodes share.</summary>
    public RedisCacheOptions Redis { get; init; } = new();
}
