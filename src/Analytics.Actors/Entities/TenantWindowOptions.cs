using Analytics.Contracts.Effects;

namespace Analytics.Actors.Entities;

/// <summary>Settings of <see cref="TenantWindowActors"/>.</summary>
public sealed record TenantWindowOptions
{
    /// <summary>Windows that are kept. Default all.</summary>
    public IReadOnlyList<WindowGranularity> Granularities { get; init; } = [WindowGranularity.Hour, WindowGranularity.Day, WindowGranularity.FiveMinutes];

    /// <summary>Whether unique users are counted. Default true.</summary>
    public bool CountsUsers { get; init; } = true;

    /// <summary>
    /// An event counts in five-minute windows only when it arrived at most this long after it happened, and such a window is emitted only
    /// until this long after its end: loading history would otherwise make five rows an event that nobody asks for. Hours and days count every event. Default 2 hours.
    /// </summary>
    public TimeSpan SlidingHorizon { get; init; } = TimeSpan.FromHours(2);

    /// <summary>
    /// How long the state of an hour or a day is kept after its last event arrived. Then its result is final: a later event is late, is listed, and changes nothing, so this bounds
    /// over how many days history may be loaded in pieces. Default 35 days.
    /// </summary>
    public TimeSpan StateRetention { get; init; } = TimeSpan.FromDays(35);

    /// <summary>How long it is known after that that an hour or a day is closed; later an event would begin it anew, and readers would keep the old result. Default 365 days.</summary>
    public TimeSpan ClosedRetention { get; init; } = TimeSpan.FromDays(365);

    /// <summary>A window stays in memory until the watermark is this far behind its end. Default 2 hours.</summary>
    public TimeSpan PassivateBehind { get; init; } = TimeSpan.FromHours(2);

    /// <summary>A window stays in memory this long after its last event arrived. Default 5 minutes.</summary>
    public TimeSpan PassivateAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Most windows in memory; above it those that are stored and past leave at once. Default 200,000.</summary>
    public int MostLive { get; init; } = 200_000;
}
