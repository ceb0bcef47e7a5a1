namespace Analytics.Actors.Entities;

/// <summary>Settings of <see cref="VelocityActors"/>.</summary>
public sealed record VelocityOptions
{
    /// <summary>Purchases of a user that make an alert. Default 5.</summary>
    public int Events { get; init; } = 5;

    /// <summary>Within how much event time. Default 60 s.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a user's purchases are remembered after the last arrival of one; never less than <see cref="Within"/>. Default 1 hour.</summary>
    public TimeSpan StateRetention { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Most users of a shard in memory; above it those that did not change wait in storage. Default 200,000.</summary>
    public int MostLive { get; init; } = 200_000;
}
