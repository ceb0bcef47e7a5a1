namespace Analytics.Sinks.Alerts.Routing;

/// <summary>Which alerts go to a channel, and when.</summary>
public sealed record AlertRoute
{
    /// <summary>The channel's name.</summary>
    public required string Channel { get; init; }

    /// <summary>Tenants whose alerts it takes; null for every tenant.</summary>
    public IReadOnlySet<string>? Tenants { get; init; }

    /// <summary>Rules whose alerts it takes; null for every rule.</summary>
    public IReadOnlySet<string>? Rules { get; init; }

    /// <summary>Lowest severity that it takes. Default low.</summary>
    public AlertSeverity MinSeverity { get; init; } = AlertSeverity.Low;

    /// <summary>What alerts of one message have in common, beside the tenant. Default the rule.</summary>
    public IReadOnlyList<AlertGroupField> GroupBy { get; init; } = [AlertGroupField.Rule];

    /// <summary>How long a group's first message waits for further alerts. Default none.</summary>
    public TimeSpan GroupWait { get; init; }

    /// <summary>Shortest time between two messages of a group; what comes meanwhile is in the second. Default one minute.</summary>
    public TimeSpan GroupInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Instead of messages as alerts come: one summary for each such time, at its end in the tenant's zone. Zero for none.</summary>
    public TimeSpan Digest { get; init; }

    /// <summary>What is still open after this time is sent again. Zero for never.</summary>
    public TimeSpan RepeatInterval { get; init; }

    /// <summary>Most repeats of a message. Default 10.</summary>
    public int RepeatLimit { get; init; } = 10;

    /// <summary>What is still open after this time goes to <see cref="EscalateTo"/>. Zero for never.</summary>
    public TimeSpan EscalateAfter { get; init; }

    /// <summary>Name of the channel of escalations; null for none.</summary>
    public string? EscalateTo { get; init; }

    /// <summary>When nobody wants to be woken; null for never.</summary>
    public QuietHours? Quiet { get; init; }

    /// <summary>Whether the channel may see anything of a tenant.</summary>
    public bool Covers(string tenant) => Tenants is null || Tenants.Contains(tenant);

    /// <summary>Whether an alert goes there.</summary>
    internal bool Takes(RaisedAlert alert) => Covers(alert.Tenant) && (Rules is null || Rules.Contains(alert.Rule)) && alert.Severity >= MinSeverity;
}
