using Analytics.Sinks.Alerts;
using Analytics.Sinks.Alerts.Routing;

namespace Analytics.Node.Configuration.Alerts;

/// <summary>An entry of <c>alerts.channels</c>: who is told of which alerts, how and when.</summary>
public sealed record AlertChannelOptions
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it speaks. Default webhook.</summary>
    public AlertChannelKind Kind { get; init; }

    /// <summary>Tenants whose alerts it takes; <c>"*"</c> for every tenant. One must be named.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>Rules whose alerts it takes. Default every rule.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Lowest severity that it takes. Default low.</summary>
    public AlertSeverity MinSeverity { get; init; } = AlertSeverity.Low;

    /// <summary>Title of messages; empty for the standard one.</summary>
    public string Title { get; init; } = "";

    /// <summary>Line of an alert in a message; empty for the standard one.</summary>
    public string Line { get; init; } = "";

    /// <summary>Address of a webhook, of Slack's webhook, or of a server of Telegram's API.</summary>
    [Secret]
    public string Url { get; init; } = "";

    /// <summary>Secret that a webhook's messages are signed with; empty for unsigned.</summary>
    [Secret]
    public string Secret { get; init; } = "";

    /// <summary>Token of Telegram's bot.</summary>
    [Secret]
    public string Token { get; init; } = "";

    /// <summary>Id of Telegram's chat.</summary>
    public string Chat { get; init; } = "";

    /// <summary>The mail server and the addresses.</summary>
    public AlertMailOptions Mail { get; init; } = new();

    /// <summary>What alerts of one message have in common, beside the tenant. Default the rule.</summary>
    public IReadOnlyList<AlertGroupField> GroupBy { get; init; } = [AlertGroupField.Rule];

    /// <summary>How long a group's first message waits for further alerts. Default not at all.</summary>
    [Bounds("0s", "24h")]
    public TimeSpan GroupWait { get; init; }

    /// <summary>Shortest time between two messages of a group. Default 1 minute.</summary>
    [Bounds("0s", "24h")]
    public TimeSpan GroupInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>One summary for each such time instead of messages as alerts come; 0 for none.</summary>
    [Bounds("0s", "7d")]
    public TimeSpan Digest { get; init; }

    /// <summary>What is still open after this time is sent again; 0 for never.</summary>
    [Bounds("0s", "30d")]
    public TimeSpan RepeatInterval { get; init; }

    /// <summary>Most repeats of a message. Default 10.</summary>
    [Bounds("0", "1000")]
    public int RepeatLimit { get; init; } = 10;

    /// <summary>What is still open after this time goes to <see cref="EscalateTo"/>; 0 for never.</summary>
    [Bounds("0s", "30d")]
    public TimeSpan EscalateAfter { get; init; }

    /// <summary>Name of the channel of escalations.</summary>
    public string EscalateTo { get; init; } = "";

    /// <summary>When messages wait.</summary>
    public QuietHoursOptions QuietHours { get; init; } = new();

    /// <inheritdoc/>
    public override string ToString() => Name;
}
