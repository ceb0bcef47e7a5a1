namespace Analytics.Actors.Entities;

/// <summary>Settings of <see cref="SessionActors"/>.</summary>
public sealed record SessionOptions
{
    /// <summary>
    /// How long the sessions of a user are kept after the user's last event arrived, so that late events, and history in any order, still merge. Default 24 hours.
    /// </summary>
    public TimeSpan StateRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Most steps of a session's path, 1 to 50. Default 50.</summary>
    public int PathSteps { get; init; } = Processing.Sessions.SessionState.MostSteps;

    /// <summary>A user whose sessions are all closed and stored leaves memory this long after the last event arrived. Default 5 minutes.</summary>
    public TimeSpan PassivateAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Most users in memory; above it those whose sessions are closed and stored leave at once. Default 2,000,000.</summary>
    public int MostLive { get; init; } = 2_000_000;
}
