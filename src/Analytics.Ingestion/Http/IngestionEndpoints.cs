using System.Diagnostics;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Ingestion.Http;

/// <summary>The addresses that events are sent to. All of them are thin over <see cref="IngestionPipeline"/>.</summary>
public sealed class IngestionEndpoints
{
    private readonly IngestionPipeline _pipeline;
    private readonly IngestionOptions _options;
    private readonly TenantQuotas _quotas;
    private readonly InFlightGate _inFlight;
    private readonly IngestionTelemetry _telemetry;
    private readonly RequestTenant _tenants;

    internal IngestionEndpoints(
        IngestionPipeline pipeline, IngestionOptions options, WriteKeyDirectory keys, TenantQuotas quotas, InFlightGate inFlight, IngestionTelemetry telemetry)
    {
        _pipeline = pipeline;
        _options = options;
        _quotas = quotas;
        _inFlight = inFlight;
        _telemetry = telemetry;
        _tenants = new RequestTenant(options.Admission, keys, options.Decoding.DefaultTenant);
    }

    /// <summary>
    /// Maps <c>POST /api/v1/events</c> (many), <c>POST /api/v1/event</c> (one, eventflow shape) and <c>POST /api/v1/analytics/track</c> (one, ticketing shape).
    /// </summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var endpoints = routes.ServiceProvider.GetRequiredService<IngestionEndpoints>();
        Map(routes, "/api/v1/events", http => endpoints.TakeAsync(http, EventShape.Auto, isOne: false), "IngestEvents", "Takes one event, an array of events, one event a line, or CloudEvents.");
        Map(routes, "/api/v1/event", http => endpoints.TakeAsync(http, EventShape.Eventflow, isOne: true), "IngestEvent", "Takes one event of the eventflow shape.");
        Map(routes, "/api/v1/analytics/track", http => endpoints.TakeAsync(http, EventShape.Ticketing, isOne: true), "TrackEvent", "Takes one event of the ticketing shape.");
    }

    // The method is named for the API description, which leaves bare delegates out; what is accepted is not, because any type of content may carry JSON.
    private static void Map(IEndpointRouteBuilder routes, string path, RequestDelegate take, string name, string summary)
    {
        var endpoint = routes.MapPost(path, take).WithName(name).WithSummary(summary).WithTags("Ingestion").WithMetadata(take.Method);
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(202, typeof(IngestionSummary), ["application/json"]));
        foreach (var status in (int[])[400, 401, 403, 408, 413, 415, 429, 503])
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));
    }

    private async Task TakeAsync(HttpContext http, EventShape shape, bool isOne)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var problem = await TryTakeAsync(http, shape, isOne);
        if (problem is not null)
        {
            _telemetry.Refused(problem.Status);
            await problem.WriteAsync(http);
        }

        _telemetry.Answered(startedAt);
    }

    private async ValueTask<Problem?> TryTakeAsync(HttpContext http, EventShape shape, bool isOne)
    {
        var (tenant, problem) = _tenants.Resolve(http.Request);
        if (problem is not null) return problem;
        (var context, problem) = RequestContext.Read(http, tenant, shape, _options.Admission);
        if (context is null) return problem;
        using var claim = new InFlightClaim(_inFlight);
        try
        {
            return await TakeBodyAsync(http, context, claim, isOne);
        }
        catch (LogUnavailableException)
        {
            return Problem.LogUnavailable(_options.RetryAfter);
        }
    }

    private async ValueTask<Problem?> TakeBodyAsync(HttpContext http, IngestionContext context, InFlightClaim claim, bool isOne)
    {
        var set = _pipeline.Rent();
        var problem = await BodyReader.ReadAsync(http, set.Records, claim, _options) ?? await AdmitAsync(set, context, claim, isOne, http.RequestAborted);
        if (problem is null)
        {
            var result = await _pipeline.RunAsync(set, context);
            await IngestionAnswer.WriteAsync(http.Response, result);
        }

        _pipeline.Return(set);
        return problem;
    }

    private async ValueTask<Problem?> AdmitAsync(WorkSet set, IngestionContext context, InFlightClaim claim, bool isOne, CancellationToken cancellation)
    {
        if (set.Records.Length == 0 && !context.IsWhole) return Problem.EmptyBody;
        var events = IngestionPipeline.Frame(set, context, _options.MaxRequestEvents);
        if (events == 0) return Problem.Unreadable;
        if (isOne && events != 1) return Problem.NotOneEvent;
        if (events > _options.MaxRequestEvents) return Problem.TooManyEvents(_options.MaxRequestEvents);
        if (!await claim.HoldAsync(set.Cost, cancellation)) return Problem.TooMuchInFlight(_options.RetryAfter);
        var tenant = context.Tenant ?? _options.Decoding.DefaultTenant;
        return _quotas.TryTake(tenant, events, set.Records.Length, out var retryAfter) ? null : Problem.OverQuota(retryAfter);
    }
}
