using Analytics.Node.Composition;
using Analytics.Node.Http.Alerts;
using Analytics.Node.Rules;
using Analytics.Sinks.Alerts;
using Analytics.Sinks.Alerts.Book;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>alert …</c>: what rules found, and who is told.</summary>
internal sealed class AlertCommands(IServiceProvider services)
{
    private const int MostListed = 1_000;

    // Where alerts are not kept there are none to ask about, and the commands say so.
    private AlertParts Alerts => AlertCall.AlertsOf(services);

    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("alert list", "Alerts of a tenant, the newest first", ListAsync) with
        {
            Inputs =
            [
                Tenant, CommandInput.With("state", "only in this state", "any") with { Choices = AlertNames.States }, CommandInput.With("rule", "only of this rule", "any"),
                CommandInput.With("entity", "only about this one", "any"), CommandInput.Switch("shadow", "those of rules in shadow mode, instead of the others"), CommandInput.With("limit", $"most alerts, up to {MostListed}", "20"),
            ],
        },
        OperatorCommand.Once("alert show", "One alert with its evidence, its history and its messages", ShowAsync) with { Inputs = [Id, Tenant] },
        Change("alert acknowledge", "Somebody looks into it: no repeats, no escalation", AlertState.Acknowledged),
        Change("alert resolve", "It was right and is dealt with", AlertState.Resolved),
        Change("alert false-positive", "It was wrong, and counts against its rule", AlertState.FalsePositive),
        OperatorCommand.Once("alert rules", "What became of the alerts of each rule, and its precision", RulesAsync) with { Inputs = [Tenant] },
        OperatorCommand.Once("alert channels", "The channels that a tenant's alerts may go to, and how they are", ChannelsAsync) with { Inputs = [Tenant] },
        OperatorCommand.Once("alert test", "Send a test message through a channel, at once and once", TestAsync) with
        {
            Inputs = [CommandInput.Needed("channel", "its name", ChannelNamesAsync), Tenant], Question = "Send a test message through {channel}?",
        },
        OperatorCommand.Once("alert deliveries", "The ledger: what was sent, what waits, what was given up", DeliveriesAsync) with
        {
            Inputs = [Tenant, CommandInput.With("channel", "only of this channel", "any", ChannelNamesAsync), CommandInput.With("limit", $"most messages, up to {MostListed}", "20")],
        },
    ];

    private static CommandInput Tenant => AlertCall.Tenant;

    private static CommandInput Id => CommandInput.Needed("id", "its id, as `alert list` shows it");

    private static View Deliveries => View.Table(
        "deliveries", ("message", "{id}"), ("channel", "{channel}"), ("kind", "{kind}"), ("state", "{state}"), ("alerts", "{alerts:count}"), ("tries", "{attempts:count}"),
        ("created", "{createdAt:instant}"), ("finished", "{finishedAt:instant}"), ("error", "{lastError}"));

    private static View RuleCounts => View.Table(
        "rules", ("rule", "{rule}"), ("version", "{versionName}"), ("raised", "{raised:count}"), ("open", "{open:count}"), ("acknowledged", "{acknowledged:count}"), ("resolved", "{resolved:count}"),
        ("false positives", "{falsePositives:count}"), ("precision", "{precision}"));

    private OperatorCommand Change(string name, string summary, AlertState state) => OperatorCommand.Once(name, summary, call => ChangeAsync(call, state)) with
    {
        Inputs = [Id, Tenant, CommandInput.With("note", "what is to be said about it")], Question = $"Make the alert {{id}} {AlertNames.Of(state)}?",
    };

    private async Task<CommandAnswer> ListAsync(CommandCall call)
    {
        if (!AlertParameters.TryName<AlertState>(call.TextOrNull("state"), AlertNames.Of, out var state)) throw CommandException.Wrong("state", "one of " + string.Join(", ", AlertNames.States));
        var page = await Alerts.Book.ListAsync(
            TenantOf(call), new AlertFilter(state, call.TextOrNull("rule"), call.TextOrNull("entity"), Shadow: call.Has("shadow")), null, (int)call.Number("limit", 20, 1, MostListed), call.Cancellation);
        var versions = services.GetRequiredService<RuleVersions>();
        return new CommandAnswer(new { Alerts = await versions.NameAsync(page.Alerts, alert => (alert.Rule, alert.RuleVersion, alert.RaisedAt), call.Cancellation) }, [View.Table(
            "alerts", ("id", "{id}"), ("at", "{at:instant}"), ("severity", "{severity}"), ("rule", "{rule}"), ("version", "{versionName}"), ("of", "{entityKind}"), ("entity", "{entity}"), ("state", "{state}"), ("by", "{changedBy}"))
            with { Empty = page.Alerts.Count > 0 ? "" : await AlertCall.NoneAsync(Alerts, call, $"The tenant {TenantOf(call)} has no such alerts.") }]);
    }

    private async Task<CommandAnswer> ShowAsync(CommandCall call)
    {
        var (tenant, id) = (TenantOf(call), IdOf(call));
        var found = await Alerts.Book.FindAsync(tenant, id, call.Cancellation) ?? throw Missing(tenant, id);
        var alert = (await services.GetRequiredService<RuleVersions>().NameAsync([found.Alert], one => (one.Rule, one.RuleVersion, one.RaisedAt), call.Cancellation))[0];
        return new CommandAnswer(new { Alert = alert, found.History, Deliveries = await Alerts.Ledger.OfAlertAsync(tenant, id, call.Cancellation) },
        [
            View.Line("{alert.severity} {alert.rule}, version {alert.versionName}: {alert.entityKind} {alert.entity}, {alert.events:count} events until {alert.at:instant}; {alert.state}"),
            View.Json("", "alert.evidence"),
            View.Table("history", ("state", "{state}"), ("at", "{at:instant}"), ("by", "{by}"), ("note", "{note}")),
            Deliveries,
        ]);
    }

    private async Task<CommandAnswer> ChangeAsync(CommandCall call, AlertState state)
    {
        var (tenant, id) = (TenantOf(call), IdOf(call));
        if (!AlertParameters.IsNote(call.TextOrNull("note"))) throw CommandException.Wrong("note", $"at most {AlertParameters.LongestNote} characters");
        var changed = await Alerts.Book.ChangeAsync(tenant, id, state, call.Caller, call.TextOrNull("note"), call.Cancellation) ?? throw Missing(tenant, id);
        return changed.Possible
            ? new CommandAnswer(changed.Alert, [View.Line("{id} is {state}")])
            : throw CommandException.Refused($"The alert is {changed.Alert.State}, by {changed.Alert.ChangedBy}: it is decided and needs nobody to look.");
    }

    private async Task<CommandAnswer> RulesAsync(CommandCall call)
    {
        var rules = await AlertCall.StatsAsync(services, Alerts, TenantOf(call), call.Cancellation);
        var none = rules.Count > 0 ? "" : await AlertCall.NoneAsync(Alerts, call, $"The tenant {TenantOf(call)} has no alerts.");
        return new CommandAnswer(new { Rules = rules }, [RuleCounts.OrElse(none)]);
    }

    private async Task<CommandAnswer> ChannelsAsync(CommandCall call) => new(
        new { Channels = await AlertChannelEndpoints.ReadChannelsAsync(Alerts, TenantOf(call), call.Cancellation) },
        [View.Table(
            "channels", ("channel", "{name}"), ("kind", "{kind}"), ("state", "{state}"), ("since", "{since:instant}"), ("waiting", "{waiting:count}"), ("sent in 24 h", "{sentLastDay:count}"),
            ("failed in 24 h", "{failedLastDay:count}"), ("error", "{error}")).OrElse("There are no channels: alerts.channels of the settings names them.")]);

    private async Task<CommandAnswer> TestAsync(CommandCall call)
    {
        var (channel, tenant) = (call.Text("channel"), TenantOf(call));
        var outcome = await AlertChannelEndpoints.TryChannelAsync(Alerts, channel, tenant, call.Cancellation) ?? throw CommandException.NotFound($"There is no channel {channel} for the tenant {tenant}.");
        return new CommandAnswer(outcome, [View.Line("Sent as {delivery}", "sent"), View.Line("Not sent ({delivery}): {error}", "error")], outcome.Sent);
    }

    private async Task<CommandAnswer> DeliveriesAsync(CommandCall call) => new(
        new { Deliveries = await Alerts.Ledger.ListAsync(TenantOf(call), call.TextOrNull("channel"), null, (int)call.Number("limit", 20, 1, MostListed), call.Cancellation) }, [Deliveries]);

    private Task<IReadOnlyList<string>> ChannelNamesAsync(CommandCall call) =>
        Task.FromResult<IReadOnlyList<string>>([.. services.GetService<AlertParts>()?.Routing.Routes.Select(route => route.Channel) ?? []]);

    private static string TenantOf(CommandCall call) => AlertCall.TenantOf(call);

    private static Guid IdOf(CommandCall call) => AlertCall.IdOf(call, "alert list");

    private static CommandException Missing(string tenant, Guid id) => CommandException.NotFound($"The tenant {tenant} has no alert {id}.");
}
