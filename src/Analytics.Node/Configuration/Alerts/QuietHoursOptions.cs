using Analytics.Sinks.Alerts;

namespace Analytics.Node.Configuration.Alerts;

/// <summary><c>quiet-hours</c> of a channel.</summary>
public sealed record QuietHoursOptions
{
    /// <summary>Start, as <c>22:00</c>; empty for none.</summary>
    public string From { get; init; } = "";

    /// <summary>End, as <c>07:00</c>; before the start it is the next day's.</summary>
    public string To { get; init; } = "";

    /// <summary>Zone of the times; default the tenant's.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Messages with an alert of this severity or a higher one do not wait. Default critical.</summary>
    public AlertSeverity Except { get; init; } = AlertSeverity.Critical;
}
