using Analytics.Sinks.Alerts.Routing;

namespace Analytics.Sinks.Alerts.Dispatch;

/// <summary>A message whose turn it is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Kind">Why it is sent.</param>
/// <param name="GroupKey">What its alerts have in common.</param>
/// <param name="Repeats">Which repeat it is; 0 for none.</param>
/// <param name="Attempts">Tries, this one included.</param>
/// <param name="FirstTriedAt">When it was first tried.</param>
/// <param name="Payload">What is sent.</param>
internal sealed record ClaimedDelivery(
    Guid Id, string Tenant, DeliveryKind Kind, string GroupKey, int Repeats, int Attempts, DateTimeOffset FirstTriedAt, string Payload);
