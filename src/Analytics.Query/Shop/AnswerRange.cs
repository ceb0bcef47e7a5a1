namespace Analytics.Query.Shop;

/// <summary>What a question is about: one tenant and a span of event time.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Zone">The tenant's zone: days and hours are its own.</param>
/// <param name="Currency">Currency whose money is counted.</param>
/// <param name="From">First instant, inclusive; null for the beginning.</param>
/// <param name="To">Last instant, exclusive; null for no end.</param>
public sealed record AnswerRange(string Tenant, TimeZoneInfo Zone, string Currency, DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>True when both ends fall on midnights of the tenant's zone, so that whole days answer.</summary>
    public bool IsWholeDays => Falls(From, local => local.TimeOfDay == TimeSpan.Zero) && Falls(To, local => local.TimeOfDay == TimeSpan.Zero);

    /// <summary>True when both ends fall on full hours of the tenant's zone, so that whole hours answer.</summary>
    public bool IsWholeHours => Falls(From, IsFullHour) && Falls(To, IsFullHour);

    private static bool IsFullHour(DateTime local) => local.TimeOfDay.Ticks % TimeSpan.TicksPerHour == 0;

    private bool Falls(DateTimeOffset? end, Func<DateTime, bool> on) =>
        end is null || on(TimeZoneInfo.ConvertTime(end.Value, Zone).DateTime);
}
