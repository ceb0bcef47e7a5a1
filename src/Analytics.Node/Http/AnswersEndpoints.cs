using Analytics.Contracts.Stores;
using Analytics.Contracts.Tenants;
using Analytics.Node.Gateway;
using Analytics.Node.Status;
using Analytics.Query.Shop;

namespace Analytics.Node.Http;

/// <summary>The shop's answers for administrators, under <c>/api/analytics</c> and <c>/api/v1/analytics</c>.</summary>
internal static class AnswersEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (string[])["/api/analytics", "/api/v1/analytics"])
        {
            var group = routes.MapGroup(prefix).AddEndpointFilter<AdminOnly>().WithTags("Answers");
            group.MapGet("/dashboard", DashboardAsync).WithSummary("Totals of a range and their course by day").Produces<DashboardAnswer>();
            group.MapGet("/revenue", RevenueAsync).WithSummary("Revenue by hour or day").Produces<RevenueAnswer>();
            group.MapGet("/orders", OrdersAsync).WithSummary("Orders by hour or day").Produces<OrdersAnswer>();
        }
    }

    private static Task<IResult> DashboardAsync(
        [AsParameters] RangeParameters parameters, ShopQuestions questions, ITenantDirectory tenants, NodeWatermarks watermarks, CancellationToken cancellation) =>
        AnswerAsync(parameters, tenants, async range => await questions.DashboardAsync(range, watermarks.Of(range.Tenant), cancellation));

    private static Task<IResult> RevenueAsync(
        [AsParameters] RangeParameters parameters, string? granularity, ShopQuestions questions, ITenantDirectory tenants, CancellationToken cancellation) =>
        TrendAsync(parameters, granularity, tenants, async (range, width) => await questions.RevenueAsync(range, width, cancellation));

    private static Task<IResult> OrdersAsync(
        [AsParameters] RangeParameters parameters, string? granularity, ShopQuestions questions, ITenantDirectory tenants, CancellationToken cancellation) =>
        TrendAsync(parameters, granularity, tenants, async (range, width) => await questions.OrdersAsync(range, width, cancellation));

    private static async Task<IResult> TrendAsync(
        RangeParameters parameters, string? granularity, ITenantDirectory tenants, Func<AnswerRange, Granularity, Task<object>> ask) =>
        Enum.TryParse<Granularity>(granularity ?? "day", ignoreCase: true, out var width) && Enum.IsDefined(width)
            ? await AnswerAsync(parameters, tenants, range => ask(range, width))
            : Problems.InvalidParameter("granularity", $"'{granularity}' is neither hour nor day.");

    private static async Task<IResult> AnswerAsync(RangeParameters parameters, ITenantDirectory tenants, Func<AnswerRange, Task<object>> ask)
    {
        if (!parameters.TryRead(tenants, out var range, out var parameter, out var detail)) return Problems.InvalidParameter(parameter, detail);
        try
        {
            return Results.Json(await ask(range), AnswerJson.Options);
        }
        catch (StoreUnavailableException fault)
        {
            return Problems.StoreUnavailable(fault.Message);
        }
    }
}
