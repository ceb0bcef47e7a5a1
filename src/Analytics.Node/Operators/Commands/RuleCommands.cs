using Analytics.Node.Cluster;
using Analytics.Node.Composition;
using Analytics.Node.Http.Rules;
using Analytics.Node.Rules;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>rule …</c>: what is watched in the events.</summary>
internal sealed class RuleCommands(RuleDesk desk, ClusterStatus cluster, IServiceProvider services)
{
    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        Once("rule list", "All rules, and which revision of them shards run", ListAsync),
        Once("rule show", "One rule as text and as JSON, and its versions", ShowAsync) with { Inputs = [Name] },
        Once("rule add", "Store a new rule", AddAsync) with
        {
            Inputs = [Text, CommandInput.With("mode", "whether it runs, and whether anybody is told", "shadow") with { Choices = RuleModes.Words }, Reason], Question = "Store this rule?",
        },
        Once("rule edit", "Give a rule another text, as a new version", EditAsync) with { Inputs = [Name, Text, Reason], Question = "Give the rule {name} another text?" },
        Mode("rule enable", "The rule runs, and its alerts go where alerts go", RuleMode.On, null),
        Mode("rule disable", "The rule does not run, and forgets what it remembered", RuleMode.Off, null),
        Mode("rule shadow", "The rule runs and its alerts are counted, and nobody is told", RuleMode.Shadow, null),
        Mode("rule promote", "A rule in shadow is on from now on", RuleMode.On, RuleMode.Shadow),
        Once("rule rollback", "Give a rule a text that it had, as a new version", RollBackAsync) with
        {
            Inputs = [Name, CommandInput.Needed("version", "number of the text, as `rule show` lists it"), Reason], Question = "Take the rule {name} back to version {version}?",
        },
        Once("rule remove", "Take a rule away; its versions stay", call => Changed(desk.RemoveAsync(call.Text("name"), Author(call), call.Cancellation))) with
        {
            Inputs = [Name, Reason], Question = "Take the rule {name} away?",
        },
        Once("rule stats", "Alerts of each rule and version, those in shadow apart", StatsAsync) with { Inputs = [CommandInput.With("tenant", "the tenant", "default")] },
    ];

    private static CommandInput Text => CommandInput.Needed("text", "the rule, or a file with it") with { TakesFile = true };

    private static CommandInput Reason => CommandInput.With("reason", "why");

    private CommandInput Name => CommandInput.Needed("name", "its name", NamesAsync);

    private OperatorCommand Mode(string name, string summary, RuleMode mode, RuleMode? from) =>
        Once(name, summary, call => Changed(desk.SetModeAsync(call.Text("name"), mode, from, Author(call), call.Cancellation))) with
        {
            Inputs = [Name, Reason], Question = $"Make the rule {{name}} {RuleModes.Word(mode)}?",
        };

    private async Task<CommandAnswer> ListAsync(CommandCall call) => new(await RuleEndpoints.ReadAsync(desk, cluster, call.Cancellation),
    [
        View.Line("Revision {revision}"),
        View.Table("rules", ("rule", "{name}"), ("mode", "{mode}"), ("version", "{versionName}"), ("source", "{source}"), ("changed", "{changedAt:instant}"), ("by", "{author}"), ("reason", "{reason}"))
            .OrElse("There are no rules."),
        View.Table("shards", ("lane", "{topic}"), ("partition", "{partition}"), ("revision", "{revision}"), ("since offset", "{since}"), ("preparing", "{preparing}"), ("prepared", "{prepared}")),
    ]);

    private async Task<CommandAnswer> ShowAsync(CommandCall call)
    {
        var shown = await desk.ShowAsync(call.Text("name"), call.Cancellation);
        var changes = shown.Rule.Version == 0 ? [] : await desk.VersionsAsync(shown.Rule.Name, call.Cancellation);
        return new CommandAnswer(new { shown.Rule, shown.Text, shown.Json, Changes = changes },
        [
            View.Line("{rule.name}, {rule.mode}, version {rule.versionName} ({rule.source})"),
            View.Text("text"),
            View.Table("changes", ("revision", "{revision}"), ("version", "{version}"), ("what", "{action}"), ("mode", "{mode}"), ("at", "{changedAt:instant}"), ("by", "{author}"), ("reason", "{reason}")),
        ]);
    }

    private Task<CommandAnswer> AddAsync(CommandCall call)
    {
        if (!RuleModes.TryRead(call.TextOrNull("mode") ?? "shadow", out var mode)) throw CommandException.Wrong("mode", "one of " + string.Join(", ", RuleModes.Words));
        return Changed(desk.AddAsync(RuleDraft.Of(call.Text("text"), null, null), mode, Author(call), call.Cancellation));
    }

    private Task<CommandAnswer> EditAsync(CommandCall call) => Changed(desk.EditAsync(call.Text("name"), RuleDraft.Of(call.Text("text"), null, null), null, Author(call), call.Cancellation));

    private Task<CommandAnswer> RollBackAsync(CommandCall call)
    {
        var version = (int)CommandCall.Number("version", call.Text("version"), 1, int.MaxValue);
        return Changed(desk.RollBackAsync(call.Text("name"), version, Author(call), call.Cancellation));
    }

    private async Task<CommandAnswer> StatsAsync(CommandCall call)
    {
        var alerts = services.GetService<AlertParts>() ?? throw CommandException.Refused("Alerts are not kept here: they need alerts.enabled and sinks.postgres.enabled.");
        var tenant = AlertCall.TenantOf(call);
        var rules = await AlertCall.StatsAsync(services, alerts, tenant, call.Cancellation);
        var none = rules.Count > 0 ? "" : await AlertCall.NoneAsync(alerts, call, $"No rule has raised an alert for the tenant {tenant}.");
        View table = View.Table(
            "rules", ("rule", "{rule}"), ("version", "{versionName}"), ("raised", "{raised:count}"), ("in shadow", "{shadow:count}"), ("resolved", "{resolved:count}"), ("false positives", "{falsePositives:count}"),
            ("precision", "{precision}"), ("last", "{lastAt:instant}"));
        return new CommandAnswer(new { Rules = rules }, [table.OrElse(none)]);
    }

    private static async Task<CommandAnswer> Changed<T>(Task<T> change)
        where T : notnull => new(await change, [View.Line("{name} is {mode}, version {version}, revision {revision}")]);

    private async Task<IReadOnlyList<string>> NamesAsync(CommandCall call) => [.. (await desk.ListAsync(call.Cancellation)).Select(rule => rule.Name)];

    private static RuleAuthor Author(CommandCall call) => new(call.Caller, call.TextOrNull("reason"));

    private static OperatorCommand Once(string name, string summary, Func<CommandCall, Task<CommandAnswer>> run) => OperatorCommand.Once(name, summary, async call =>
    {
        try
        {
            return await run(call);
        }
        catch (RuleException wrong)
        {
            throw new CommandException(400, wrong.Message);
        }
    });
}
