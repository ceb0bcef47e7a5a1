using Analytics.Node.Explanations;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>alert explain</c>: why an alert was raised.</summary>
internal sealed class ExplainCommands(IServiceProvider services)
{
    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("alert explain", "Why an alert was raised: the rule, the events that matched, and what the conditions saw", ExplainAsync) with
        {
            Inputs = [CommandInput.Needed("id", "its id, as `alert list` shows it"), AlertCall.Tenant],
        },
    ];

    private async Task<CommandAnswer> ExplainAsync(CommandCall call)
    {
        var explainer = services.GetService<AlertExplainer>() ?? throw CommandException.Refused("Past events are not kept here: this needs sinks.clickhouse.enabled.");
        var (tenant, id) = (AlertCall.TenantOf(call), AlertCall.IdOf(call, "alert list"));
        var found = await AlertCall.AlertsOf(services).Book.FindAsync(tenant, id, call.Cancellation) ?? throw CommandException.NotFound($"The tenant {tenant} has no alert {id}.");
        var explained = await explainer.ExplainAsync(found.Alert, call.Cancellation);
        return new CommandAnswer(explained,
        [
            View.Line("{alert.severity} {alert.rule}, version {versionName}: {alert.entityKind} {alert.entity}, {alert.events:count} events until {alert.at:instant}; {alert.state}"),
            View.Line("{because}", "because"), View.Line("{ruleIs}"), View.Text("ruleText"),
            View.Table(
                "events", ("as", "{as}"), ("at", "{at:instant}"), ("saw", "{saw}"), ("stored as", "{event.topic}-{event.partition} {event.offset}"), ("type", "{event.type}"), ("fields", "{event.fields}"),
                ("properties", "{event.properties}")),
            View.Line("remembered: {remembered}", "remembered"), View.Line("enriched with {tableVersions}", "tableVersions"),
        ]);
    }
}
