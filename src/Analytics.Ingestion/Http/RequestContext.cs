using System.Globalization;
using Analytics.Contracts.Decoding;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Decoding;
using Analytics.Ingestion.Decoding.CloudEvents;
using Analytics.Ingestion.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Analytics.Ingestion.Http;

/// <summary>What the headers and the query of a request say, as the pipeline understands it.</summary>
internal static class RequestContext
{
    private const string PrefixHeader = "X-Event-Id-Prefix";
    private const string FirstLineHeader = "X-First-Line";
    private const string IdempotencyHeader = "Idempotency-Key";

    /// <summary>The context, or the problem that the request has.</summary>
    public static (IngestionContext? Context, Problem? Problem) Read(HttpContext http, string? tenant, EventShape shape, AdmissionOptions options)
    {
        var request = http.Request;
        if (!TryReadShape(request, ref shape)) return (null, Problem.BadParameter("schema", "shop, ticketing or eventflow"));
        if (!TryReadType(request, out var form)) return (null, Problem.UnknownType);
        return Read(http, tenant, shape, form, CloudHeaders.Of(request, form), options);
    }

    /// <summary>The same for a call whose type of content says nothing about its events.</summary>
    public static (IngestionContext? Context, Problem? Problem) ReadCall(HttpContext http, string? tenant, AdmissionOptions options) =>
        Read(http, tenant, EventShape.Auto, BodyForm.Json, default, options);

    private static (IngestionContext? Context, Problem? Problem) Read(
        HttpContext http, string? tenant, EventShape shape, BodyForm form, ReadOnlyMemory<byte> recordHeaders, AdmissionOptions options)
    {
        if (!TryReadIds(http.Request, out var prefix, out var first, out var problem)) return (null, problem);
        var agent = http.Request.Headers.UserAgent.ToString();
        return (new IngestionContext
        {
            Tenant = tenant,
            Shape = shape,
            IsLines = form == BodyForm.Lines,
            IsWhole = !recordHeaders.IsEmpty && form != BodyForm.CloudEvents,
            RecordHeaders = recordHeaders,
            IdPrefix = prefix,
            FirstIndex = first,
            ClientAddress = ClientAddress.Of(http, options),
            UserAgent = agent.Length == 0 ? null : agent,
        }, null);
    }

    private static bool TryReadShape(HttpRequest request, ref EventShape shape)
    {
        if (!request.Query.TryGetValue("schema", out var schema)) return true;
        shape = ShapeNames.Parse(System.Text.Encoding.UTF8.GetBytes(schema.ToString()));
        return shape != EventShape.Auto;
    }

    // Browsers' beacons send text/plain, curl sends a form's type when nobody says otherwise: both carry JSON, and the bytes say which.
    private static bool TryReadType(HttpRequest request, out BodyForm form)
    {
        var type = request.ContentType.AsSpan();
        var semicolon = type.IndexOf(';');
        if (semicolon >= 0) type = type[..semicolon];
        type = type.Trim();
        form = FormOf(type);
        return form != BodyForm.Json || type.IsEmpty || Is(type, "application/json") || Is(type, "text/json") || Is(type, "text/plain") ||
            Is(type, "application/x-www-form-urlencoded") || Is(type, "application/octet-stream") || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    private static BodyForm FormOf(ReadOnlySpan<char> type)
    {
        if (Is(type, "application/x-ndjson") || Is(type, "application/ndjson") || Is(type, "application/jsonl") || Is(type, "application/x-jsonlines")) return BodyForm.Lines;
        if (Is(type, CloudContent.Structured)) return BodyForm.CloudEvent;
        return Is(type, CloudContent.Batch) ? BodyForm.CloudEvents : BodyForm.Json;
    }

    private static bool Is(ReadOnlySpan<char> type, string expected) => type.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static bool TryReadIds(HttpRequest request, out string? prefix, out long first, out Problem? problem)
    {
        (prefix, first, problem) = (null, 0, null);
        if (request.Headers.TryGetValue(PrefixHeader, out var given))
        {
            prefix = given.ToString();
            if (!IsPrefix(prefix)) problem = Problem.BadParameter(PrefixHeader, "1 to 128 characters of A-Z a-z 0-9 . _ : -");
            else if (request.Headers.TryGetValue(FirstLineHeader, out var line) &&
                !(long.TryParse(line.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out first) && first < long.MaxValue / 2))
                problem = Problem.BadParameter(FirstLineHeader, "a number from 0");
        }
        else if (request.Headers.TryGetValue(IdempotencyHeader, out var key))
        {
            prefix = "idem:" + key;
            if (key.ToString().Length is 0 or > 255) problem = Problem.BadParameter(IdempotencyHeader, "1 to 255 characters");
        }

        return problem is null;
    }

    private static bool IsPrefix(string text)
    {
        if (text.Length is 0 or > 128) return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or ':' or '-')) return false;
        return true;
    }
}
