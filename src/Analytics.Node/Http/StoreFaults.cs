using Analytics.Contracts.Log;
using Analytics.Contracts.Stores;
using Analytics.Node.Gateway;
using Analytics.Sinks.Postgres;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Analytics.Node.Http;

/// <summary>
/// Stores that are away, full or stopping while a request needs them: no fault of the program, and the same request will work later. Answered in this one place, because it may happen to any request,
/// and at any statement of it, however well the connection was a moment before.
/// </summary>
internal sealed class StoreFaults : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Explain(exception) is not { } detail) return false;
        await Problems.StoreUnavailable(detail).ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>Which store cannot do it now, and why; null for any other fault.</summary>
    public static string? Explain(Exception fault) => fault switch
    {
        StoreUnavailableException or LogUnavailableException => fault.Message,
        PostgresException refused when PostgresConnection.IsUnavailable(refused) => $"PostgreSQL cannot do it now: {refused.SqlState} {refused.MessageText}",
        // Time-outs and broken streams of others look the same within: only those that its driver tells are PostgreSQL's.
        NpgsqlException lost when PostgresConnection.IsUnavailable(lost) => $"PostgreSQL does not answer: {PostgresConnection.Innermost(lost)}",
        _ => null,
    };
}
