using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Ingestion.Grpc;

/// <summary>The calls that gRPC clients make. They need an endpoint of the server that speaks HTTP/2; anybody else is told so with 426.</summary>
public static class GrpcEndpoints
{
    private const string Description = "analytics/v1/ingest.proto";

    /// <summary>Maps <c>analytics.v1.IngestService</c>, the reflection service, and <c>GET /proto/analytics/v1/ingest.proto</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var ingest = ActivatorUtilities.CreateInstance<IngestService>(routes.ServiceProvider);
        var reflection = ActivatorUtilities.CreateInstance<ReflectionService>(routes.ServiceProvider);
        routes.MapPost("/analytics.v1.IngestService/Ingest", ingest.IngestAsync).ExcludeFromDescription();
        routes.MapPost("/analytics.v1.IngestService/IngestStream", ingest.IngestStreamAsync).ExcludeFromDescription();
        routes.MapPost("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", reflection.AnswerAsync).ExcludeFromDescription();
        routes.MapGet("/proto/" + Description, WriteDescriptionAsync).ExcludeFromDescription();
    }

    private static async Task WriteDescriptionAsync(HttpContext http)
    {
        await using var text = typeof(GrpcEndpoints).Assembly.GetManifestResourceStream(Description)!;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.ContentLength = text.Length;
        await text.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
