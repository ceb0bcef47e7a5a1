using Analytics.Node.Backtests;
using Analytics.Node.Gateway;
using Analytics.Node.Http.Alerts;

namespace Analytics.Node.Http.Backtests;

/// <summary>Rules over past events: start one, look at it, end it. For administrators by the gateway's rule.</summary>
internal static class BacktestEndpoints
{
    private const string Path = "/api/v1/rules/backtest";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path).AddEndpointFilter<AdminOnly>().WithTags("Rules").ProducesValidationProblem().ProducesProblem(401).ProducesProblem(403);
        group.MapPost("", Start).WithSummary("Runs a rule over past events; answers at once with an id to ask for").Produces<BacktestAnswer>(202).ProducesProblem(429);
        group.MapGet("", List).WithSummary("Backtests of a tenant on this node, the newest first, without their results").Produces<BacktestsAnswer>();
        group.MapGet("/{id}", Show).WithSummary("How far a backtest is, and what it found").Produces<BacktestAnswer>().ProducesProblem(404);
        group.MapDelete("/{id}", Cancel).WithSummary("Ends a backtest").Produces<BacktestAnswer>().ProducesProblem(404);
    }

    private static Task<IResult> Start(BacktestRequest request, string? tenant, HttpContext context, GatewayTrust trust, BacktestJobs jobs) => AlertParameters.AskAsync(tenant, name =>
    {
        try
        {
            return Task.FromResult(jobs.Start(name, request, trust.Identify(context).Email) is { } job
                ? Results.Json(BacktestAnswer.Of(job), AnswerJson.Options, statusCode: StatusCodes.Status202Accepted)
                : Problems.TooMany("As many backtests run on this node as may (backtest.concurrent)."));
        }
        catch (BacktestException wrong)
        {
            var colon = wrong.Message.IndexOf(": ", StringComparison.Ordinal);
            return Task.FromResult(Problems.InvalidParameter(wrong.Message[..colon], wrong.Message[(colon + 2)..]));
        }
    });

    private static Task<IResult> List(string? tenant, BacktestJobs jobs) => AlertParameters.AskAsync(tenant, name =>
        Task.FromResult(Found(new BacktestsAnswer([.. jobs.Of(name).Select(job => BacktestAnswer.Of(job) with { Result = null })]))));

    private static Task<IResult> Show(Guid id, string? tenant, BacktestJobs jobs) => AlertParameters.AskAsync(tenant, name =>
        Task.FromResult(jobs.Find(name, id) is { } job ? Found(BacktestAnswer.Of(job)) : Missing(name, id)));

    private static Task<IResult> Cancel(Guid id, string? tenant, BacktestJobs jobs) => AlertParameters.AskAsync(tenant, async name =>
    {
        if (jobs.Find(name, id) is not { } job) return Missing(name, id);
        job.Cancel();
        await job.Ended;
        return Found(BacktestAnswer.Of(job));
    });

    private static IResult Missing(string tenant, Guid id) => Problems.NotFound($"The tenant {tenant} has no backtest {id} on this node.");

    private static IResult Found<T>(T answer) => Results.Json(answer, AnswerJson.Options);
}
