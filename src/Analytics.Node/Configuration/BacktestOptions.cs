namespace Analytics.Node.Configuration;

/// <summary>Section <c>backtest</c>: rules over past events.</summary>
public sealed record BacktestOptions
{
    /// <summary>Longest range. Default 400 days.</summary>
    [Bounds("1h", "36600d")]
    public TimeSpan MaxRange { get; init; } = TimeSpan.FromDays(400);

    /// <summary>Longest time before the range that is read so that rules know what they would have known. Default 90 days.</summary>
    [Bounds("0s", "3660d")]
    public TimeSpan MaxWarmUp { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Most events that one backtest reads. Default 50,000,000.</summary>
    [Bounds("1000", "100000000000")]
    public long MaxEvents { get; init; } = 50_000_000;

    /// <summary>Most alerts of one backtest. Default 100,000.</summary>
    [Bounds("100", "10000000")]
    public int MaxAlerts { get; init; } = 100_000;

    /// <summary>Most events a second that are looked at, those of other tenants in the log included; 0 for as fast as it goes. Default 0.</summary>
    [Bounds("0", "1000000000")]
    public int Rate { get; init; }

    /// <summary>Threads of ClickHouse for reading. Default 1.</summary>
    [Bounds("1", "64")]
    public int ReadThreads { get; init; } = 1;

    /// <summary>Events of ClickHouse in memory at once. Default 1,000,000.</summary>
    [Bounds("10000", "100000000")]
    public int EventsInMemory { get; init; } = 1_000_000;

    /// <summary>Backtests of a node at once. Default 1.</summary>
    [Bounds("1", "64")]
    public int Concurrent { get; init; } = 1;

    /// <summary>How many finished ones a node remembers. Default 100.</summary>
    [Bounds("1", "10000")]
    public int Kept { get; init; } = 100;
}
