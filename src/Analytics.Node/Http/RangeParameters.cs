using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Query.Shop;
using Microsoft.AspNetCore.Mvc;

namespace Analytics.Node.Http;

/// <summary>Parameters that every answer takes.</summary>
/// <param name="Tenant">The tenant; default <c>default</c>.</param>
/// <param name="From">First date or instant, inclusive; none for the beginning.</param>
/// <param name="To">Last date or instant, exclusive; none for no end.</param>
/// <param name="Currency">Currency whose money is counted; default the tenant's.</param>
internal sealed record RangeParameters(
    [FromQuery(Name = "tenant")] string? Tenant,
    [FromQuery(Name = "from")] string? From,
    [FromQuery(Name = "to")] string? To,
    [FromQuery(Name = "currency")] string? Currency)
{
    private static readonly string[] Instants =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd' 'HH:mm:ssK"];

    /// <summary>The range, or the parameter at fault and why.</summary>
    public bool TryRead(ITenantDirectory tenants, [NotNullWhen(true)] out AnswerRange? range, out string parameter, out string detail)
    {
        range = null;
        (parameter, detail) = ("tenant", "A tenant is 1 to 64 of A-Z a-z 0-9 _ . : -");
        var tenant = Tenant ?? "default";
        if (!IsTenantName(tenant)) return false;

        var settings = Symbols.TryFind(tenant, out var symbol) ? tenants.Settings(symbol) : tenants.Settings(0);
        (parameter, detail) = ("from", $"'{From}' is neither a date (2017-10-02) nor an instant (2017-10-02T10:00:00Z).");
        if (!TryParse(From, settings.Zone, out var from)) return false;
        (parameter, detail) = ("to", $"'{To}' is neither a date (2017-10-03) nor an instant (2017-10-02T11:00:00Z).");
        if (!TryParse(To, settings.Zone, out var to)) return false;
        (parameter, detail) = ("to", "The end lies before the start.");
        if (to < from) return false;
        (parameter, detail) = ("currency", "A currency is three letters, as ISO 4217 has them.");
        if (Currency is not null && (Currency.Length != 3 || !Currency.All(char.IsAsciiLetterUpper))) return false;
        range = new AnswerRange(tenant, settings.Zone, Currency ?? settings.Currency, from, to);
        return true;
    }

    /// <summary>Whether a text may be the name of a tenant.</summary>
    public static bool IsTenantName(string name) =>
        name.Length is >= 1 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || "_.:-".Contains(c, StringComparison.Ordinal));

    /// <summary>A date is its midnight in the tenant's zone; an instant without offset is local there too.</summary>
    private static bool TryParse(string? text, TimeZoneInfo zone, out DateTimeOffset? instant)
    {
        instant = null;
        if (string.IsNullOrEmpty(text)) return true;
        var dated = DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local);
        // A plus sign in a query string arrives as a blank.
        if (!dated && !DateTime.TryParseExact(
                text.Length > 19 ? text.Replace(' ', '+') : text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out local)) return false;
        if (local.Kind == DateTimeKind.Utc) instant = TimeZoneInfo.ConvertTime(new DateTimeOffset(local), zone);
        else
        {
            // A midnight that daylight saving skips means the first instant after the gap.
            while (zone.IsInvalidTime(local)) local = local.AddMinutes(15);
            instant = new DateTimeOffset(local, zone.GetUtcOffset(local));
        }

        return true;
    }
}
