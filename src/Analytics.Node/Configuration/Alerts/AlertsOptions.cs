namespace Analytics.Node.Configuration.Alerts;

/// <summary>Section <c>alerts</c>: who is told of what rules find.</summary>
public sealed record AlertsOptions
{
    /// <summary>Whether alerts are kept in PostgreSQL, with what became of them, and sent. Default true; without PostgreSQL they are not.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How long alerts, their history and the ledger of messages are kept. Default 400 days.</summary>
    [Bounds("1h", "3660d")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(400);

    /// <summary>Networks (CIDR) that are not public and that channels may reach all the same. Default none.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>How often a node looks for messages that are due. Default 1 s.</summary>
    [Bounds("10ms", "1m")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time of one try to send. Default 10 s.</summary>
    [Bounds("100ms", "1m")]
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Wait after the first failure; it doubles, with chance. Default 1 s.</summary>
    [Bounds("10ms", "1h")]
    public TimeSpan RetryMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two tries. Default 5 minutes.</summary>
    [Bounds("10ms", "24h")]
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a message is tried before it is given up. Default 24 hours.</summary>
    [Bounds("1s", "30d")]
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Failures in a row after which a channel is left alone for a while. Default 5.</summary>
    [Bounds("1", "1000")]
    public int BreakerFailures { get; init; } = 5;

    /// <summary>For how long. Default 30 s.</summary>
    [Bounds("10ms", "1h")]
    public TimeSpan BreakerOpenFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Who is told. Default nobody.</summary>
    public IReadOnlyList<AlertChannelOptions> Channels { get; init; } = [];
}
