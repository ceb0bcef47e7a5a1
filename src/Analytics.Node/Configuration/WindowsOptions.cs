using Analytics.Contracts.Effects;

namespace Analytics.Node.Configuration;

/// <summary>Section <c>windows</c>: tenant windows.</summary>
public sealed record WindowsOptions
{
    /// <summary>How far behind a tenant's newest event an event in order may be. Default 5 s.</summary>
    [Bounds("0s", "24h")]
    public TimeSpan Disorder { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Windows that are kept. Default all.</summary>
    public IReadOnlyList<WindowGranularity> Granularities { get; init; } = [WindowGranularity.Hour, WindowGranularity.Day, WindowGranularity.FiveMinutes];

    /// <summary>Whether windows count unique users. Default on.</summary>
    public bool UniqueUsers { get; init; } = true;

    /// <summary>How far behind the watermark sliding windows are still made. Default 1 hour.</summary>
    [Bounds("5m", "3650d")]
    public TimeSpan SlidingHorizon { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a window's state is kept after the last arrival of an event for it. Default 35 days.</summary>
    [Bounds("1m", "3650d")]
    public TimeSpan StateRetention { get; init; } = TimeSpan.FromDays(35);

    /// <summary>How long it is known after that that an hour or a day is closed. Default 365 days.</summary>
    [Bounds("0s", "36500d")]
    public TimeSpan ClosedRetention { get; init; } = TimeSpan.FromDays(365);
}
