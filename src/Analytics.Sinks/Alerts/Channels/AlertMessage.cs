using Analytics.Sinks.Alerts.Book;
using Analytics.Sinks.Alerts.Routing;

namespace Analytics.Sinks.Alerts.Channels;

/// <summary>What is said about alerts.</summary>
/// <param name="Id">The delivery's id.</param>
/// <param name="Kind">Why it is said.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="At">When it was put together.</param>
/// <param name="Total">How many alerts it is about.</param>
/// <param name="Alerts">The first of them, the oldest first.</param>
/// <param name="Counts">How many of each rule and severity.</param>
public sealed record AlertMessage(
    Guid Id, DeliveryKind Kind, string Channel, string Tenant, DateTimeOffset At, long Total, IReadOnlyList<StoredAlert> Alerts, IReadOnlyList<AlertMessage.Count> Counts)
{
    /// <summary>Most alerts that a message shows one by one.</summary>
    public const int MostShown = 20;

    /// <summary>The highest severity among its alerts; low for none.</summary>
    public AlertSeverity Severity => Counts.Count == 0 ? AlertSeverity.Low : Counts.Max(count => count.Severity);

    /// <summary>The message of a test.</summary>
    public static AlertMessage Test(string channel, string tenant, DateTimeOffset at) => new(Guid.NewGuid(), DeliveryKind.Test, channel, tenant, at, 0, [], []);

    /// <summary>Alerts of one rule and severity.</summary>
    /// <param name="Rule">The rule.</param>
    /// <param name="Severity">The severity.</param>
    /// <param name="Alerts">How many.</param>
    public sealed record Count(string Rule, AlertSeverity Severity, long Alerts);
}
