using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Node.Gateway;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Analytics.Node.Http;

/// <summary>
/// Requests whose parameters or body cannot be bound: by themselves they would be answered with 400 and no word of what is wrong. This names the parameter, or the member of the body
/// and its place.
/// </summary>
internal sealed partial class RequestFaults : IExceptionHandler
{
    private const int MostOfValue = 100;
    private const string NotJson = "The body must be JSON, with Content-Type: application/json.";

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException fault) return false;
        await Explain(fault).ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>Gives a reason to answers that routing gave by itself, without one.</summary>
    public static void Complete(ProblemDetailsContext context) => context.ProblemDetails.Detail ??= context.ProblemDetails.Status switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this path.",
        StatusCodes.Status405MethodNotAllowed => $"{context.HttpContext.Request.Method} is not for this path; allowed: {context.HttpContext.Response.Headers.Allow}.",
        StatusCodes.Status413PayloadTooLarge when context.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { MaxRequestBodySize: { } limit } => $"The body is too large: at most {limit} bytes.",
        StatusCodes.Status415UnsupportedMediaType => NotJson,
        _ => null,
    };

    private static IResult Explain(BadHttpRequestException fault)
    {
        if (fault.InnerException is JsonException json) return Problems.WrongBody(OfJson(json));
        if (Unbound().Match(fault.Message) is { Success: true } unbound) return Problems.InvalidParameter(unbound.Groups["name"].Value, $"'{Short(unbound.Groups["value"].Value)}' is not of its kind.");
        if (Absent().Match(fault.Message) is { Success: true } absent) return Problems.InvalidParameter(absent.Groups["name"].Value, "It is missing.");
        return fault.StatusCode switch
        {
            StatusCodes.Status400BadRequest => Problems.WrongBody("The request has no body; a JSON object is expected."),
            StatusCodes.Status415UnsupportedMediaType => Problems.WrongMediaType(NotJson),
            _ => Results.Problem(fault.Message, statusCode: fault.StatusCode),
        };
    }

    // The exception's own text speaks of .NET's types, which are nobody's business; its path, line and byte are right.
    private static string OfJson(JsonException fault)
    {
        var at = fault is { LineNumber: { } line, BytePositionInLine: { } position } ? $"line {line + 1}, byte {position + 1}: " : "";
        var member = fault.Path is { Length: > 2 } path ? path[2..] : "";
        // What cannot be read at all has the reader's exception within.
        if (fault.InnerException is JsonException) return $"{at}malformed JSON{(member.Length > 0 ? " after " + Short(member) : "")}";
        return member.Length > 0 ? $"{at}{Short(member)}: not a value of its kind" : $"{at}expected a JSON object";
    }

    private static string Short(string text) => text.Length <= MostOfValue ? text : text[..MostOfValue] + "…";

    [GeneratedRegex("^Failed to bind parameter \".*?(?<name>\\w+)\" from \"(?<value>.*)\"\\.$", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Unbound();

    [GeneratedRegex("^Required parameter \".*?(?<name>\\w+)\" was not provided from (query string|route|route or query string|header|form)\\.$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Absent();
}
