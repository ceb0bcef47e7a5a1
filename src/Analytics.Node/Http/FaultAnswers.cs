namespace Analytics.Node.Http;

/// <summary>What becomes of requests that fail, the same on every listener of a node: one problem with a reason (RFC 9457).</summary>
internal static class FaultAnswers
{
    /// <summary>Adds the reasons; <c>UseExceptionHandler</c> and <c>UseStatusCodePages</c> give them.</summary>
    public static IServiceCollection AddFaultAnswers(this IServiceCollection services) => services
        .Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true).AddExceptionHandler<RequestFaults>().AddExceptionHandler<StoreFaults>()
        .AddProblemDetails(problems => problems.CustomizeProblemDetails = RequestFaults.Complete);
}
