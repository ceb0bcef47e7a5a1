namespace Analytics.Sinks.Alerts.Routing;

/// <summary>A time of the day in which messages wait for its end.</summary>
/// <param name="From">Its start, local time.</param>
/// <param name="To">Its end, local time; before <paramref name="From"/> it is the next day's.</param>
/// <param name="Zone">Zone of the times; null for the tenant's.</param>
/// <param name="Except">A message with an alert of this severity or a higher one does not wait; null for all wait.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To, TimeZoneInfo? Zone, AlertSeverity? Except)
{
    /// <summary>When the quiet time ends that <paramref name="now"/> is in; null when it is in none.</summary>
    public DateTimeOffset? EndAfter(DateTimeOffset now, TimeZoneInfo tenantZone)
    {
        var zone = Zone ?? tenantZone;
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        if (!TimeOnly.FromDateTime(local).IsBetween(From, To)) return null;
        var end = local.Date + To.ToTimeSpan();
        if (end <= local) end = end.AddDays(1);
        // A time that daylight saving skips: the first one after the gap.
        while (zone.IsInvalidTime(end)) end = end.AddMinutes(15);
        return new DateTimeOffset(end, zone.GetUtcOffset(end));
    }
}
