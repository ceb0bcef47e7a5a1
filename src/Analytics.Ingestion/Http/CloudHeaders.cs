using Analytics.Ingestion.Decoding.CloudEvents;
using Analytics.Ingestion.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Analytics.Ingestion.Http;

/// <summary>The headers of a request that make it a CloudEvent, as headers of the record that it becomes.</summary>
internal static class CloudHeaders
{
    private const string HttpPrefix = "ce-";

    private static readonly byte[] Structured = RequestHeaders.Encode("content-type", CloudContent.Structured);

    /// <summary>True for binary mode: any of the attributes that it must have.</summary>
    public static bool AreIn(IHeaderDictionary headers) =>
        headers.ContainsKey("ce-specversion") || headers.ContainsKey("ce-id") || headers.ContainsKey("ce-type") || headers.ContainsKey("ce-source");

    /// <summary>What the records of a body get.</summary>
    public static ReadOnlyMemory<byte> Of(HttpRequest request, BodyForm form)
    {
        if (form is BodyForm.CloudEvent or BodyForm.CloudEvents) return Structured;
        return AreIn(request.Headers) ? OfBinary(request.Headers) : default;
    }

    // Values are percent-encoded where they are not printable ASCII.
    private static byte[] OfBinary(IHeaderDictionary headers) =>
    [
        .. headers.Where(header => header.Key.StartsWith(HttpPrefix, StringComparison.OrdinalIgnoreCase))
            .SelectMany(header => RequestHeaders.Encode("ce_" + header.Key[HttpPrefix.Length..].ToLowerInvariant(), Uri.UnescapeDataString(header.Value.ToString()))),
    ];
}
