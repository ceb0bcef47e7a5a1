namespace Analytics.Node.Configuration;

/// <summary>Section <c>query</c>: limits of questions.</summary>
public sealed record QueryOptions
{
    /// <summary>Longest time for an answer. Default 15 s.</summary>
    [Bounds("100ms", "10m")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Most points of a series. Default 10,000.</summary>
    [Bounds("1", "1000000")]
    public int MaxPoints { get; init; } = 10_000;

    /// <summary>How often the live stream speaks. Default 1 s.</summary>
    [Bounds("100ms", "1m")]
    public TimeSpan LiveInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Most live streams at once. Default 100.</summary>
    [Bounds("1", "100000")]
    public int MaxLiveStreams { get; init; } = 100;
}
