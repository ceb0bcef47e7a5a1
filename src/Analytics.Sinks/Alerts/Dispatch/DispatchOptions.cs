namespace Analytics.Sinks.Alerts.Dispatch;

/// <summary>How messages about alerts are sent.</summary>
public sealed record DispatchOptions
{
    /// <summary>How often a node that nobody wakes looks for messages that are due. Default one second.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time of one try. Default 10 s.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Wait after the first failure; it doubles, and a random half of it is taken off. Default one second.</summary>
    public TimeSpan RetryMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two tries. Default 5 minutes.</summary>
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a message is tried before it is given up. Default 24 hours.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Failures in a row after which a channel is left alone for a while. Default 5.</summary>
    public int BreakerFailures { get; init; } = 5;

    /// <summary>For how long. Default 30 s.</summary>
    public TimeSpan BreakerOpenFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long alerts, their history and the ledger are kept. Default 400 days.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(400);

    /// <summary>Takes what should be logged; no credentials and no contents.</summary>
    public Action<string> OnNotice { get; init; } = _ => { };

    /// <summary>The wait after so many tries.</summary>
    internal TimeSpan WaitAfter(int attempts, TimeSpan? asked)
    {
        var most = Math.Min(RetryMax.TotalSeconds, RetryMin.TotalSeconds * Math.Pow(2, Math.Min(attempts - 1, 30)));
        var wait = TimeSpan.FromSeconds(most * (0.5 + (Random.Shared.NextDouble() / 2)));
        return asked > wait ? (asked.Value < RetryMax ? asked.Value : RetryMax) : wait;
    }
}
