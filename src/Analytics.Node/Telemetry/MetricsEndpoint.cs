namespace Analytics.Node.Telemetry;

/// <summary><c>GET /metrics</c>: the Prometheus text format. No tenant, user or event name is a label.</summary>
internal static class MetricsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", async (HttpContext context, PrometheusExposition exposition) =>
        {
            context.Response.ContentType = PrometheusExposition.ContentType;
            await using var text = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
            exposition.Write(text);
            await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
        }).WithTags("Operations").WithSummary("Metrics in the Prometheus text format").Produces<string>(200, "text/plain");
}
