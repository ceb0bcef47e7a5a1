using Analytics.Node.Cluster;
using Analytics.Node.Composition;
using Analytics.Node.Gateway;
using Analytics.Node.Operators;
using Analytics.Node.Rules;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Sinks.Rules;

namespace Analytics.Node.Http.Rules;

/// <summary>Rules: look, store, change, go back. For administrators by the gateway's rule; who changes something is who the gateway says it is.</summary>
internal static class RuleEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/rules").AddEndpointFilter<AdminOnly>().WithTags("Rules").ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(503);
        group.MapGet("", ListAsync).WithSummary("All rules, and which revision of them each shard runs").Produces<StoredRulesAnswer>();
        group.MapPost("", AddAsync).WithSummary("Stores a new rule, in shadow unless another mode is named").Produces<StoredRule>();
        group.MapGet("/{name}", ShowAsync).WithSummary("One rule as text and as JSON").Produces<RuleDetail>().ProducesProblem(404);
        group.MapPut("/{name}", EditAsync).WithSummary("Gives a rule another text, and a new version").Produces<StoredRule>().ProducesProblem(404);
        group.MapDelete("/{name}", RemoveAsync).WithSummary("Takes a rule away; its versions stay").Produces<StoredRule>().ProducesProblem(404);
        group.MapGet("/{name}/versions", VersionsAsync).WithSummary("Every change of a rule, the newest first").Produces<RuleVersionsAnswer>().ProducesProblem(404);
        group.MapPost("/{name}/rollback", RollBackAsync).WithSummary("Gives a rule a text that it had, as a new version").Produces<StoredRule>().ProducesProblem(404);
        Mode(group, "enable", RuleMode.On, null, "The rule runs, and its alerts go where alerts go");
        Mode(group, "shadow", RuleMode.Shadow, null, "The rule runs and its alerts are counted, and nobody is told");
        Mode(group, "disable", RuleMode.Off, null, "The rule does not run, and forgets what it remembered");
        Mode(group, "promote", RuleMode.On, RuleMode.Shadow, "A rule in shadow is on from now on");
    }

    /// <summary>All rules with what the cluster's shards run.</summary>
    public static async Task<StoredRulesAnswer> ReadAsync(RuleDesk desk, ClusterStatus cluster, CancellationToken cancellation)
    {
        var rules = await desk.ListAsync(cancellation);
        var status = await cluster.ReadAsync();
        return new StoredRulesAnswer(
            desk.Known.Number, rules, desk.Known.Problems, [.. status.Shards.Where(shard => LogTopics.Lanes.Contains(shard.Topic)).Select(shard => new RuleShard(shard.Topic, shard.Partition, shard.RulesRevision, shard.RulesSince, shard.RulesPreparing, shard.RulesPrepared))], status.Missing);
    }

    private static void Mode(RouteGroupBuilder group, string verb, RuleMode mode, RuleMode? from, string summary) => group
        .MapPost("/{name}/" + verb, (string name, RuleReason? why, HttpContext context, GatewayTrust trust, RuleDesk desk, CancellationToken cancellation) =>
            AnswerAsync(() => desk.SetModeAsync(name, mode, from, Author(context, trust, why?.Reason), cancellation)))
        .WithSummary(summary).Produces<StoredRule>().ProducesProblem(404);

    private static Task<IResult> ListAsync(RuleDesk desk, ClusterStatus cluster, CancellationToken cancellation) => AnswerAsync(() => ReadAsync(desk, cluster, cancellation));

    private static Task<IResult> ShowAsync(string name, RuleDesk desk, CancellationToken cancellation) => AnswerAsync(() => desk.ShowAsync(name, cancellation));

    private static Task<IResult> VersionsAsync(string name, RuleDesk desk, CancellationToken cancellation) =>
        AnswerAsync(async () => new RuleVersionsAnswer(await desk.VersionsAsync(name, cancellation)));

    private static Task<IResult> AddAsync(RuleRequest request, HttpContext context, GatewayTrust trust, RuleDesk desk, CancellationToken cancellation) =>
        AnswerAsync(() => desk.AddAsync(RuleDraft.Of(request.Text, request.Rule, null), ModeOf(request.Mode) ?? RuleMode.Shadow, Author(context, trust, request.Reason), cancellation));

    private static Task<IResult> EditAsync(string name, RuleRequest request, HttpContext context, GatewayTrust trust, RuleDesk desk, CancellationToken cancellation) =>
        AnswerAsync(() => desk.EditAsync(name, RuleDraft.Of(request.Text, request.Rule, request.Version), ModeOf(request.Mode), Author(context, trust, request.Reason), cancellation));

    private static Task<IResult> RemoveAsync(string name, string? why, HttpContext context, GatewayTrust trust, RuleDesk desk, CancellationToken cancellation) =>
        AnswerAsync(() => desk.RemoveAsync(name, Author(context, trust, why), cancellation));

    private static Task<IResult> RollBackAsync(string name, RollbackRequest request, HttpContext context, GatewayTrust trust, RuleDesk desk, CancellationToken cancellation) => AnswerAsync(() =>
        desk.RollBackAsync(name, request.Version ?? throw CommandException.Wrong("version", "a number that the rule's versions have"), Author(context, trust, request.Reason), cancellation));

    private static RuleMode? ModeOf(string? word) => word is null ? null
        : RuleModes.TryRead(word, out var mode) ? mode : throw CommandException.Wrong("mode", "one of " + string.Join(", ", RuleModes.Words));

    private static RuleAuthor Author(HttpContext context, GatewayTrust trust, string? reason) => new(trust.Identify(context).Email, reason);

    private static async Task<IResult> AnswerAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return Results.Json(await ask(), AnswerJson.Options);
        }
        catch (RuleException wrong)
        {
            return Problems.WrongRule(wrong.Message, wrong.Line, wrong.Column);
        }
        catch (CommandException refused)
        {
            return refused.Status switch
            {
                400 => Problems.WrongCommand(refused.Message),
                404 => Problems.NotFound(refused.Message),
                _ => Problems.Refused(refused.Message),
            };
        }
    }
}
