using Analytics.Node.Http.Alerts;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>alert silence …</c>: times in which alerts are kept and not sent.</summary>
internal sealed class SilenceCommands(IServiceProvider services, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private static View Silence => View.Line("{id}: rule {rule}, entity {entity}, from {startsAt:instant} to {endsAt:instant}: {comment}");

    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("alert silence list", "Times in which alerts are kept and not sent, now and to come", ListAsync) with { Inputs = [AlertCall.Tenant, CommandInput.Switch("all", "past ones, too")] },
        OperatorCommand.Once("alert silence add", "Keep alerts from being sent for a time", AddAsync) with
        {
            Inputs =
            [
                CommandInput.Needed("comment", "why"), AlertCall.Tenant, CommandInput.With("rule", "only alerts of this rule", "any"), CommandInput.With("entity", "only alerts about this one", "any"),
                CommandInput.With("hours", "how long, up to 8,784", "1"),
            ],
            Question = "Send no alerts of {tenant} (rule {rule}, entity {entity}) for {hours} hours?",
        },
        OperatorCommand.Once("alert silence remove", "End a silence now", RemoveAsync) with { Inputs = [CommandInput.Needed("id", "its id, as `alert silence list` shows it"), AlertCall.Tenant], Question = "End the silence {id}?" },
    ];

    private async Task<CommandAnswer> ListAsync(CommandCall call) => new(
        new { Silences = await AlertCall.AlertsOf(services).Silences.ListAsync(AlertCall.TenantOf(call), call.Has("all"), call.Cancellation) },
        [View.Table("silences", ("id", "{id}"), ("rule", "{rule}"), ("entity", "{entity}"), ("from", "{startsAt:instant}"), ("to", "{endsAt:instant}"), ("by", "{createdBy}"), ("why", "{comment}"))
            .OrElse($"The tenant {AlertCall.TenantOf(call)} has no silences.")]);

    private async Task<CommandAnswer> AddAsync(CommandCall call)
    {
        var (rule, entity, comment) = (call.TextOrNull("rule"), call.TextOrNull("entity"), call.Text("comment"));
        if (!AlertParameters.IsName(rule)) throw CommandException.Wrong("rule", "1 to 512 characters");
        if (!AlertParameters.IsName(entity)) throw CommandException.Wrong("entity", "1 to 512 characters");
        if (string.IsNullOrWhiteSpace(comment) || !AlertParameters.IsNote(comment)) throw CommandException.Wrong("comment", $"a reason of at most {AlertParameters.LongestNote} characters");
        var starts = time.GetUtcNow();
        var ends = starts.AddHours(call.Number("hours", 1, 1, (long)Longest.TotalHours));
        return new CommandAnswer(await AlertCall.AlertsOf(services).Silences.CreateAsync(AlertCall.TenantOf(call), rule, entity, starts, ends, call.Caller, comment, call.Cancellation), [Silence]);
    }

    private async Task<CommandAnswer> RemoveAsync(CommandCall call)
    {
        var (tenant, id) = (AlertCall.TenantOf(call), AlertCall.IdOf(call, "alert silence list"));
        return new CommandAnswer(await AlertCall.AlertsOf(services).Silences.ExpireAsync(tenant, id, call.Cancellation) ?? throw CommandException.NotFound($"The tenant {tenant} has no silence {id}."), [Silence]);
    }
}
