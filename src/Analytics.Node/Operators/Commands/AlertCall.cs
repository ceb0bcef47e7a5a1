using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Node.Composition;
using Analytics.Node.Rules;

namespace Analytics.Node.Operators.Commands;

/// <summary>What commands about alerts have in common.</summary>
internal static class AlertCall
{
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

    /// <summary>The id that a call names.</summary>
    public static Guid IdOf(CommandCall call, string shownBy) => Guid.TryParse(call.Text("id"), CultureInfo.InvariantCulture, out var id) ? id : throw CommandException.Wrong("id", $"an id as `{shownBy}` shows it");
}
