using Analytics.Contracts.Tenants;
using Analytics.Node.Cluster;
using Analytics.Node.Configuration;
using Analytics.Node.Gateway;
using Analytics.Query.Shop;

namespace Analytics.Node.Http;

/// <summary>The shop's answers for administrators, under <c>/api/analytics</c> and <c>/api/v1/analytics</c>.</summary>
internal static class AnswersEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (string[])["/api/analytics", "/api/v1/analytics"])
        {
            var group = routes.MapGroup(prefix).AddEndpointFilter<AdminOnly>().WithTags("Answers")
                .ProducesValidationProblem().ProducesProblem(401).ProducesProblem(403).ProducesProblem(503).ProducesProblem(504);
            group.MapGet("/dashboard", DashboardAsync).WithSummary("Totals of a range and their course by day").Produces<DashboardAnswer>();
            group.MapGet("/revenue", RevenueAsync).WithSummary("Revenue by hour or day").Produces<RevenueAnswer>();
            group.MapGet("/orders", OrdersAsync).WithSummary("Orders by hour or day").Produces<OrdersAnswer>();
        }
    }

    private static Task<IResult> DashboardAsync(
        [AsParameters] RangeParameters parameters, ShopQuestions questions, ITenantDirectory tenants, ClusterWatermarks watermarks, NodeOptions options, CancellationToken cancellation) =>
        AnswerAsync(parameters, tenants, options.Query, async (range, stop) => Found(await questions.DashboardAsync(range, await watermarks.OfAsync(range.Tenant), stop)), cancellation);

    private static Task<IResult> RevenueAsync(
        [AsParameters] RangeParameters parameters, string? granularity, ShopQuestions questions, ITenantDirectory tenants, NodeOptions options, CancellationToken cancellation) =>
        TrendAsync(parameters, granularity, tenants, options.Query, async (range, width, stop) => Series(await questions.RevenueAsync(range, width, stop), a => a.Points.Count, options.Query), cancellation);

    private static Task<IResult> OrdersAsync(
        [AsParameters] RangeParameters parameters, string? granularity, ShopQuestions questions, ITenantDirectory tenants, NodeOptions options, CancellationToken cancellation) =>
        TrendAsync(parameters, granularity, tenants, options.Query, async (range, width, stop) => Series(await questions.OrdersAsync(range, width, stop), a => a.Points.Count, options.Query), cancellation);

    private static async Task<IResult> TrendAsync(
        RangeParameters parameters, string? granularity, ITenantDirectory tenants, QueryOptions limits, Func<AnswerRange, Granularity, CancellationToken, Task<IResult>> ask, CancellationToken cancellation)
    {
        if (!Enum.TryParse<Granularity>(granularity ?? "day", ignoreCase: true, out var width) || !Enum.IsDefined(width))
            return Problems.InvalidParameter("granularity", $"'{granularity}' is neither hour nor day.");
        return await AnswerAsync(
            parameters, tenants, limits, (range, stop) => PointsOf(range, width) > limits.MaxPoints ? Task.FromResult(TooManyPoints(limits)) : ask(range, width, stop), cancellation);
    }

    private static async Task<IResult> AnswerAsync(
        RangeParameters parameters, ITenantDirectory tenants, QueryOptions limits, Func<AnswerRange, CancellationToken, Task<IResult>> ask, CancellationToken cancellation)
    {
        if (!parameters.TryRead(tenants, out var range, out var parameter, out var detail)) return Problems.InvalidParameter(parameter, detail);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limits.Timeout);
        try
        {
            return await ask(range, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Problems.TimedOut($"It was given up after {limits.Timeout.TotalSeconds:0.#} s (query.timeout). A shorter range is answered faster.");
        }
    }

    /// <summary>Points that a range with both ends may have; none are known of an open one before it is answered.</summary>
    private static double PointsOf(AnswerRange range, Granularity width) =>
        range.From is { } from && range.To is { } to ? Math.Ceiling((to - from) / (width == Granularity.Hour ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1))) : 0;

    private static IResult Series<T>(T answer, Func<T, int> points, QueryOptions limits) => points(answer) > limits.MaxPoints ? TooManyPoints(limits) : Found(answer);

    private static IResult TooManyPoints(QueryOptions limits) =>
        Problems.InvalidParameter("from", $"The series would have more than {limits.MaxPoints} points (query.max-points). Give a shorter range, or granularity=day.");

    private static IResult Found<T>(T answer) => Results.Json(answer, AnswerJson.Options);
}
