using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Analytics.Ingestion.Http;

/// <summary>Why a request as a whole was refused (RFC 9457). The types are stable; every one of this stage is made here.</summary>
internal sealed record Problem(int Status, string Name, string Title, string Detail, TimeSpan RetryAfter = default)
{
    public static Problem EmptyBody { get; } = new(400, "empty-body", "The body is empty.", "Send one JSON object, an array of objects, or one object a line.");

    public static Problem Unreadable { get; } = new(400, "unreadable-body", "No event was found in the body.",
        "Send one JSON object, an array of objects, or one object a line.");

    public static Problem NotOneEvent { get; } = new(400, "not-one-event", "This address takes one event.", "Send many to /api/v1/events.");

    public static Problem BadParameter(string name, string expected) => new(400, "bad-parameter", $"'{name}' is not valid.", $"Expected {expected}.");

    public static Problem BadCompression { get; } = new(400, "bad-compression", "The body cannot be decompressed.", "It is damaged or cut short.");

    public static Problem BadBody { get; } = new(400, "bad-body", "The body cannot be read.", "It breaks the rules of HTTP or is cut short.");

    public static Problem NoKey { get; } = new(401, "write-key-needed", "A valid write key is needed.", "Send it as bearer token, X-Write-Key, or basic user name.");

    public static Problem WrongTenant { get; } = new(403, "wrong-tenant", "The write key is another tenant's.", "Leave the tenant header out, or send that tenant's key.");

    public static Problem UnknownTenant { get; } = new(403, "unknown-tenant", "The tenant is unknown.", "Only configured tenants are taken.");

    public static Problem TooSlow { get; } = new(408, "body-too-slow", "The body did not arrive in time.", "Nothing of this request is acknowledged. Send it again.");

    public static Problem TooLarge(int limit) => new(413, "body-too-large", "The body is too large.", $"At most {limit} bytes, after decompression.");

    public static Problem TooManyEvents(int limit) => new(413, "too-many-events", "The request has too many events.", $"At most {limit} events. Send the rest in further requests.");

    public static Problem TooCompressed { get; } = new(413, "compression-ratio", "The body grows too much.", "Its ratio of compression is beyond the limit.");

    public static Problem UnknownEncoding { get; } = new(415, "content-encoding", "The content encoding is not known.", "Use gzip, deflate, br or none.");

    public static Problem UnknownType { get; } = new(415, "content-type", "The content type is not known.", "Use application/json or application/x-ndjson.");

    public static Problem OverQuota(TimeSpan retryAfter) => new(429, "over-quota", "The tenant sends more than its quota.", "Send again later.", retryAfter);

    public static Problem TooMuchInFlight(TimeSpan retryAfter) => new(429, "too-much-in-flight", "The node holds as much as it may.", "Send again later.", retryAfter);

    public static Problem LogUnavailable(TimeSpan retryAfter) =>
        new(503, "log-unavailable", "Events cannot be stored now.", "Nothing of this request is acknowledged. Send it again later.", retryAfter);

    /// <summary>Answers with the problem.</summary>
    public async Task WriteAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        http.Response.ContentType = "application/problem+json";
        if (RetryAfter > TimeSpan.Zero)
            http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (Status == 401) http.Response.Headers.WWWAuthenticate = "Bearer";
        await using (var writer = new Utf8JsonWriter(http.Response.BodyWriter))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "/problems/" + Name);
            writer.WriteString("title", Title);
            writer.WriteNumber("status", Status);
            writer.WriteString("detail", Detail);
            writer.WriteString("instance", http.Request.Path.Value);
            writer.WriteEndObject();
        }

        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}
