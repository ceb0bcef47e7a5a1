using System.Text;
using Analytics.Contracts.Hashing;

namespace Analytics.Sinks.Alerts.Routing;

/// <summary>From new alerts to messages. No clock and no I/O: the caller brings the time.</summary>
/// <param name="routes">Every channel's route.</param>
/// <param name="zoneOf">Zone of a tenant's days.</param>
public sealed class AlertRouting(IReadOnlyList<AlertRoute> routes, Func<string, TimeZoneInfo> zoneOf)
{
    // A group's key is part of an index entry.
    private const int LongestKey = 400;

    /// <summary>The routes.</summary>
    public IReadOnlyList<AlertRoute> Routes => routes;

    /// <summary>The route of a channel; null when there is none.</summary>
    public AlertRoute? Of(string channel) => routes.FirstOrDefault(route => route.Channel == channel);

    /// <summary>Zone of a tenant's days.</summary>
    public TimeZoneInfo ZoneOf(string tenant) => zoneOf(tenant);

    /// <summary>The messages that new alerts make, in an order that is the same for every caller, so that no two wait for each other in a circle.</summary>
    internal IReadOnlyList<PlannedDelivery> Plan(IReadOnlyList<RaisedAlert> raised, DateTimeOffset now) =>
    [
        .. from route in routes
           from alert in raised
           where route.Takes(alert)
           group alert by (Route: route, alert.Tenant, Key: KeyOf(route, alert)) into together
           orderby together.Key.Route.Channel, together.Key.Tenant, together.Key.Key
           from planned in Plan(together.Key.Route, together.Key.Tenant, together.Key.Key, [.. together.Select(alert => alert.Id)], now)
           select planned,
    ];

    private IEnumerable<PlannedDelivery> Plan(AlertRoute route, string tenant, string key, IReadOnlyList<Guid> alerts, DateTimeOffset now)
    {
        yield return route.Digest > TimeSpan.Zero
            ? new PlannedDelivery(route.Channel, tenant, DeliveryKind.Digest, "", NextBoundary(now, route.Digest, zoneOf(tenant)), TimeSpan.Zero, alerts)
            : new PlannedDelivery(route.Channel, tenant, DeliveryKind.Alert, key, now + route.GroupWait, route.GroupInterval, alerts);
        if (route is { EscalateTo: { } other } && route.EscalateAfter > TimeSpan.Zero)
            yield return new PlannedDelivery(other, tenant, DeliveryKind.Escalation, key, now + route.EscalateAfter, TimeSpan.Zero, alerts);
    }

    /// <summary>The end of the time that <paramref name="now"/> is in: hours from full hours, days from midnight, in the zone.</summary>
    internal static DateTimeOffset NextBoundary(DateTimeOffset now, TimeSpan width, TimeZoneInfo zone)
    {
        var offset = zone.GetUtcOffset(now).Ticks;
        var local = now.UtcTicks + offset;
        return new DateTimeOffset(local - (local % width.Ticks) + width.Ticks - offset, TimeSpan.Zero);
    }

    private static string KeyOf(AlertRoute route, RaisedAlert alert)
    {
        if (route.Digest > TimeSpan.Zero) return "";
        var key = string.Join(", ", route.GroupBy.Select(field => field switch
        {
            AlertGroupField.Rule => "rule=" + alert.Rule,
            AlertGroupField.Severity => "severity=" + AlertNames.Of(alert.Severity),
            _ => $"{alert.EntityKind}={alert.Entity}",
        }));
        return key.Length <= LongestKey ? key : $"{key[..(LongestKey - 33)]}#{KeyHash.Compute128(Encoding.UTF8.GetBytes(key), 0):x32}";
    }
}
