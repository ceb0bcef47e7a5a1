namespace Analytics.Node.Gateway;

/// <summary>Endpoint filter of the business answers: role ADMIN, vouched for by the gateway. 401 for nobody, 403 for anybody else.</summary>
/// <param name="trust">Whose headers count.</param>
public sealed class AdminOnly(GatewayTrust trust) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var caller = trust.Identify(context.HttpContext);
        if (caller.IsAdmin) return await next(context);
        return caller.IsKnown
            ? Problems.Forbidden("These answers are for the role ADMIN.")
            : Problems.Unauthorized("X-User-Email and X-User-Role are needed, set by the trusted gateway; headers from elsewhere are not believed.");
    }
}
