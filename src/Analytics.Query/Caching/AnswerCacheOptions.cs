namespace Analytics.Query.Caching;

/// <summary>How answers are remembered.</summary>
public sealed record AnswerCacheOptions
{
    /// <summary>For how long. Default 1 s.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of the largest answer that is kept. Default 1 MiB.</summary>
    public int LargestAnswer { get; init; } = 1024 * 1024;

    /// <summary>Start of every key. Default <c>analytics:</c>.</summary>
    public string Prefix { get; init; } = "analytics:";

    /// <summary>The installation's secret, of which keys are made.</summary>
    public required ReadOnlyMemory<byte> Secret { get; init; }
}
