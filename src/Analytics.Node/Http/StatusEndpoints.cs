using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Analytics.Node.Cluster;
using Analytics.Node.Configuration;
using Analytics.Node.Gateway;
using Analytics.Node.Status;

namespace Analytics.Node.Http;

/// <summary><c>/api/v1/status</c> for operators and programs, <c>/api/v1/live</c> for the page.</summary>
internal static class StatusEndpoints
{
    private static readonly StreamPlaces Places = new();

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/status", async (ClusterStatus status) => Results.Json(await status.ReadAsync(), AnswerJson.Options))
            .WithTags("Operations").WithSummary("Positions, lag, watermarks, checkpoints, sinks and stores").Produces<StatusAnswer>();
        routes.MapGet("/api/v1/live", Live).AddEndpointFilter<OperatorOnly>()
            .WithTags("Operations").WithSummary("Running counts of one tenant as server-sent events").Produces<LiveAnswer>(200, "text/event-stream").ProducesProblem(401).ProducesProblem(429);
    }

    private static IResult Live(HttpContext context, string? tenant, LiveSource source, NodeOptions options, TimeProvider time, CancellationToken cancellation)
    {
        if (Places.Take(options.Query.MaxLiveStreams) is not { } place)
            return Problems.TooMany($"At most {options.Query.MaxLiveStreams} live streams at a time (query.max-live-streams).");
        context.Response.RegisterForDispose(place);
        return TypedResults.ServerSentEvents(Items(tenant ?? options.Tenants.Default, source, options.Query.LiveInterval, time, cancellation));
    }

    private static async IAsyncEnumerable<SseItem<string>> Items(
        string tenant, LiveSource source, TimeSpan interval, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            var answer = await source.ReadAsync(tenant);
            yield return new SseItem<string>(System.Text.Json.JsonSerializer.Serialize(answer, AnswerJson.Options), "live");
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }
}
