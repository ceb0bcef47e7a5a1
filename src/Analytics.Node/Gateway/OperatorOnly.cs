namespace Analytics.Node.Gateway;

/// <summary>Endpoint filter of status and administration: the operator at this machine, or role ADMIN through the gateway.</summary>
/// <param name="trust">Whose headers count.</param>
public sealed class OperatorOnly(GatewayTrust trust) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (trust.IsLocal(context.HttpContext) || trust.Identify(context.HttpContext).IsAdmin) return await next(context);
        return Problems.Unauthorized("Status and administration are for operators: from this machine, or as ADMIN through the gateway.");
    }
}
