using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Node.Composition;
using Analytics.Node.Rules;

namespace Analytics.Node.Operators.Commands;

/// <summary>What commands about alerts have in common.</summary>
internal static class AlertCall
{
    private const int MostTenants = 10;

    /// <summary>The option that names the tenant.</summary>
    public static CommandInput Tenant => CommandInput.With("tenant", "the tenant", "default");

    /// <summary>The alerts of the node.</summary>
    /// <exception cref="CommandException">They are not kept here.</exception>
    public static AlertParts AlertsOf(IServiceProvider services) =>
        services.GetService<AlertParts>() ?? throw CommandException.Refused("Alerts are not kept here: they need alerts.enabled and sinks.postgres.enabled.");

    /// <summary>What became of the alerts of each rule and version of a tenant.</summary>
    public static async Task<IReadOnlyList<JsonNode>> StatsAsync(IServiceProvider services, AlertParts alerts, string tenant, CancellationToken cancellation) =>
        await services.GetRequiredService<RuleVersions>().NameAsync(await alerts.Book.PrecisionAsync(tenant, null, cancellation), one => (one.Rule, one.Version, one.LastAt), cancellation);

    /// <summary>The tenant that a call names.</summary>
    public static string TenantOf(CommandCall call) => call.TextOrNull("tenant") ?? "default";

    /// <summary>What to say of a tenant that has no alerts: whoever operates a node may ask about each of its tenants, and rarely means the default one.</summary>
    public static async Task<string> NoneAsync(AlertParts alerts, CommandCall call, string none)
    {
        var tenants = await alerts.Book.TenantsAsync(call.Has("shadow"), MostTenants + 1, call.Cancellation);
        if (tenants.Count == 0 || tenants.Contains(TenantOf(call))) return none;
        return $"{none} These have some: {string.Join(", ", tenants.Take(MostTenants))}{(tenants.Count > MostTenants ? " …" : "")}; --tenant names one.";
    }

    /// <summary>The id that a call names.</summary>
    public static Guid IdOf(CommandCall call, string shownBy) => Guid.TryParse(call.Text("id"), CultureInfo.InvariantCulture, out var id) ? id : throw CommandException.Wrong("id", $"an id as `{shownBy}` shows it");
}
