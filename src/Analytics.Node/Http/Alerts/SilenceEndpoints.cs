using Analytics.Node.Composition;
using Analytics.Node.Gateway;
using Analytics.Sinks.Alerts.Book;

namespace Analytics.Node.Http.Alerts;

/// <summary>Silences of a tenant: list, make, end.</summary>
internal static class SilenceEndpoints
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static void Map(IEndpointRouteBuilder alerts)
    {
        alerts.MapGet("/silences", ListAsync).WithSummary("Silences that last or come; with all=true the past ones, too").Produces<SilencesAnswer>();
        alerts.MapPost("/silences", CreateAsync).WithSummary("Keeps alerts from being sent for a time").Produces<Silence>();
        alerts.MapDelete("/silences/{id}", ExpireAsync).WithSummary("Ends a silence now").Produces<Silence>().ProducesProblem(404);
    }

    private static Task<IResult> ListAsync(string? tenant, bool? all, AlertParts alerts, CancellationToken cancellation) =>
        AlertParameters.AskAsync(tenant, async name => Found(new SilencesAnswer(await alerts.Silences.ListAsync(name, all ?? false, cancellation))));

    private static Task<IResult> CreateAsync(
        SilenceRequest request, string? tenant, HttpContext context, GatewayTrust trust, AlertParts alerts, TimeProvider time, CancellationToken cancellation) =>
        AlertParameters.AskAsync(tenant, async name =>
        {
            var starts = request.StartsAt ?? time.GetUtcNow();
            if (request.EndsAt is not { } ends || ends <= starts || ends - starts > Longest) return Problems.InvalidParameter("endsAt", "An instant after the start, at most 366 days later.");
            if (ends <= time.GetUtcNow()) return Problems.InvalidParameter("endsAt", "It is past.");
            if (!AlertParameters.IsName(request.Rule)) return Problems.InvalidParameter("rule", "1 to 512 characters.");
            if (!AlertParameters.IsName(request.Entity)) return Problems.InvalidParameter("entity", "1 to 512 characters.");
            if (string.IsNullOrWhiteSpace(request.Comment) || !AlertParameters.IsNote(request.Comment)) return Problems.InvalidParameter("comment", $"Say why, in at most {AlertParameters.LongestNote} characters.");
            return Found(await alerts.Silences.CreateAsync(name, request.Rule, request.Entity, starts, ends, trust.Identify(context).Email, request.Comment, cancellation));
        });

    private static Task<IResult> ExpireAsync(Guid id, string? tenant, AlertParts alerts, CancellationToken cancellation) => AlertParameters.AskAsync(tenant, async name =>
        await alerts.Silences.ExpireAsync(name, id, cancellation) is { } silence ? Found(silence) : Problems.NotFound($"The tenant {name} has no silence {id}."));

    private static IResult Found<T>(T answer) => Results.Json(answer, AnswerJson.Options);
}
