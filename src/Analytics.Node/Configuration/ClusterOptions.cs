namespace Analytics.Node.Configuration;

/// <summary>Section <c>cluster</c>: how the nodes ask each other.</summary>
public sealed record ClusterOptions
{
    /// <summary>Longest time for another node's answer about its shards. Default 1 s.</summary>
    [Bounds("50ms", "1m")]
    public TimeSpan AskTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time for which a node that did not answer is not asked again. Default 3 s.</summary>
    [Bounds("100ms", "10m")]
    public TimeSpan UnreachableFor { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Age from which on the directory of nodes and owners is read again. Default 1 s.</summary>
    [Bounds("50ms", "1m")]
    public TimeSpan DirectoryAge { get; init; } = TimeSpan.FromSeconds(1);
}
