namespace Analytics.Node.Configuration;

/// <summary>Section <c>alerts.velocity</c>: purchases of a user in quick succession.</summary>
public sealed record VelocityRuleOptions
{
    /// <summary>Whether the rule watches. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Purchases that make an alert. Default 5.</summary>
    [Bounds("2", "100")]
    public int Events { get; init; } = 5;

    /// <summary>Within how much event time. Default 60 s.</summary>
    [Bounds("1s", "24h")]
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a user's purchases are remembered after the last arrival of one. Default 1 hour.</summary>
    [Bounds("1m", "30d")]
    public TimeSpan StateRetention { get; init; } = TimeSpan.FromHours(1);
}
