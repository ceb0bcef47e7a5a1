namespace Analytics.Node.Configuration;

/// <summary>Section <c>sessions</c>: session actors. The gap is a tenant's setting.</summary>
public sealed record SessionsOptions
{
    /// <summary>How long a user's state is kept after the last arrival of an event for it. Default 24 hours.</summary>
    [Bounds("1m", "3650d")]
    public TimeSpan StateRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Most steps of a session's path; 1: the entry alone. Default 50.</summary>
    [Bounds("1", "50")]
    public int PathSteps { get; init; } = 50;

    /// <summary>How long a user's state stays in memory after the last event for it. Default 10 minutes.</summary>
    [Bounds("1s", "24h")]
    public TimeSpan PassivateAfter { get; init; } = TimeSpan.FromMinutes(10);
}
