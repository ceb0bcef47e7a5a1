namespace Analytics.Node.Configuration;

/// <summary>Section <c>rules</c>: what is watched in the events, and raises alerts.</summary>
public sealed record RulesOptions
{
    /// <summary>Rules of the library that are on: a name, or a name with <c>given</c> and parameters. Default none.</summary>
    public IReadOnlyList<string> Presets { get; init; } = [];

    /// <summary>Files of rules. Default none.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Most rules that are stored. Default 1,000.</summary>
    [Bounds("1", "9000")]
    public int MaxStored { get; init; } = 1000;

    /// <summary>Most bytes of all stored rules together. Default 512KiB.</summary>
    [Bounds("1KiB", "900KiB")]
    public ByteSize MaxStoredSize { get; init; } = new(512 * 1024);

    /// <summary>How late an event may come and still be seen in its order. Default 2 s.</summary>
    [Bounds("0s", "1h")]
    public TimeSpan Disorder { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a key is remembered after the last arrival of one of its events. Default 24 hours.</summary>
    [Bounds("1m", "366d")]
    public TimeSpan StateRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The same for keys whose rules ask about more than a window. Default 90 days.</summary>
    [Bounds("1m", "3660d")]
    public TimeSpan Memory { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How far back a shard reads its log again for new and changed rules, at most. Default 24 hours.</summary>
    [Bounds("0s", "366d")]
    public TimeSpan RebuildHorizon { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Most keys of a shard in memory. Default 200,000.</summary>
    [Bounds("1000", "100000000")]
    public int MaxLiveKeys { get; init; } = 200_000;

    /// <summary>Most unfinished matches of one rule and key. Default 100.</summary>
    [Bounds("1", "10000")]
    public int MaxMatchesPerKeyAndRule { get; init; } = 100;

    /// <summary>Most unfinished matches of one key. Default 1,000.</summary>
    [Bounds("1", "100000")]
    public int MaxMatchesPerKey { get; init; } = 1000;

    /// <summary>Most unfinished matches of one rule in a shard's memory. Default 1,000,000.</summary>
    [Bounds("1", "1000000000")]
    public int MaxMatchesPerRule { get; init; } = 1_000_000;

    /// <summary>Most unfinished matches of one tenant in a shard's memory. Default 1,000,000.</summary>
    [Bounds("1", "1000000000")]
    public int MaxMatchesPerTenant { get; init; } = 1_000_000;

    /// <summary>Most events of one key that wait for their turn. Default 1,000.</summary>
    [Bounds("10", "100000")]
    public int MaxWaitingPerKey { get; init; } = 1000;
}
