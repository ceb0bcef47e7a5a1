namespace Analytics.Sinks.Alerts.Routing;

/// <summary>A message to be, and the new alerts that it is about.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Tenant">The tenant; a message is about one.</param>
/// <param name="Kind">Why it is sent.</param>
/// <param name="GroupKey">What its alerts have in common.</param>
/// <param name="DueAt">When it may go.</param>
/// <param name="SinceLast">Shortest time since the group's last one.</param>
/// <param name="Alerts">Ids of the alerts.</param>
internal sealed record PlannedDelivery(
    string Channel, string Tenant, DeliveryKind Kind, string GroupKey, DateTimeOffset DueAt, TimeSpan SinceLast, IReadOnlyList<Guid> Alerts)
{
    /// <summary>Whether alerts that come before it is tried may join it.</summary>
    internal bool IsOpen => Kind is DeliveryKind.Alert or DeliveryKind.Digest;
}
