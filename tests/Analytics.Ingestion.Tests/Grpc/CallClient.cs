using System.Globalization;
using Analytics.Ingestion.Grpc;
using Analytics.Ingestion.Grpc.Messages;
using Analytics.Ingestion.Tests.Http;

namespace Analytics.Ingestion.Tests.Grpc;

/// <summary>Makes calls with nothing but HTTP/2, so that it can also break the rules.</summary>
internal static class CallClient
{
    public const string Unary = "Ingest";
    public const string Streaming = "IngestStream";

    public static Task<CallResult> CallAsync(this IngestionNode node, string method, byte[] frame, params (string Name, string Value)[] metadata) =>
        node.CallAsync(method, CallBody.Of(frame), metadata);

    public static async Task<CallResult> CallAsync(
        this IngestionNode node, string method, CallBody body, (string Name, string Value)[] metadata, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/analytics.v1.IngestService/" + method)
        {
            Content = body, Version = node.Calls.DefaultRequestVersion, VersionPolicy = node.Calls.DefaultVersionPolicy,
        };
        request.Headers.TE.ParseAdd("trailers");
        foreach (var (name, value) in metadata) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await node.Calls.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellation);
        Assert.Equal((200, "application/grpc"), ((int)response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        var trailers = response.TrailingHeaders.ToDictionary(trailer => trailer.Key, trailer => trailer.Value.First());
        var details = trailers.GetValueOrDefault("grpc-status-details-bin");
        return new CallResult(
            (GrpcCode)int.Parse(trailers["grpc-status"], CultureInfo.InvariantCulture),
            Uri.UnescapeDataString(trailers.GetValueOrDefault("grpc-message", "")),
            details is null ? null : Status.Parser.ParseFrom(Convert.FromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '='))),
            answer.Length == 0 ? null : IngestResponse.Parser.ParseFrom(answer[5..]));
    }
}
