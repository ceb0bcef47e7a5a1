namespace Analytics.Node.Health;

/// <summary>
/// Probes as Kubernetes has them. Live looks at the node's own loops only, since a restart cures nothing else; ready says whether events are taken; a store
/// that is down does not make the node unready, because the log takes events meanwhile.
/// </summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/healthz").WithTags("Health");
        group.MapGet("/live", (NodeHealth health) => Answer(health.Live())).WithSummary("Do the node's own loops turn?").Produces<HealthAnswer>().Produces<HealthAnswer>(503);
        group.MapGet("/ready", (NodeHealth health) => Answer(health.Ready())).WithSummary("Are events taken?").Produces<HealthAnswer>().Produces<HealthAnswer>(503);
        group.MapGet("/startup", (NodeHealth health) => Answer(health.Started())).WithSummary("Is the start over?").Produces<HealthAnswer>().Produces<HealthAnswer>(503);
    }

    private static IResult Answer(HealthAnswer answer) =>
        Results.Json(answer, Http.AnswerJson.Options, statusCode: answer.Status == "unhealthy" ? 503 : 200);
}
