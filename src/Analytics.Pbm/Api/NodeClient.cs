using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Analytics.Pbm.Api;

/// <summary>Asks a node. One for the whole run.</summary>
public sealed class NodeClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="address">The node's address.</param>
    /// <param name="secret">The gateway's shared secret, for a node that is not on this machine.</param>
    public NodeClient(Uri address, string? secret)
    {
        Address = address;
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Add("X-User-Role", "ADMIN");
        _http.DefaultRequestHeaders.Add("X-User-Email", "pbm@localhost");
        if (!string.IsNullOrEmpty(secret)) _http.DefaultRequestHeaders.Add("X-Gateway-Secret", secret);
    }

    /// <summary>The node's address.</summary>
    public Uri Address { get; }

    /// <summary>Gets a resource.</summary>
    /// <exception cref="NodeException">The node does not answer, or refuses.</exception>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), type, cancellation);

    /// <summary>What a failed answer says, for people.</summary>
    public static async Task<string> ExplainAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        if (response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) != true) return status;
        try
        {
            var problem = await response.Content.ReadFromJsonAsync(ApiJson.Default.ProblemAnswer, cancellation);
            return string.Join(": ", new[] { status, problem?.Title, problem?.Detail }.Where(part => !string.IsNullOrEmpty(part)));
        }
        catch (JsonException)
        {
            return status;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(Func<HttpRequestMessage> make, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            using var request = make();
            using var response = await _http.SendAsync(request, cancellation);
            if (!response.IsSuccessStatusCode) throw await RefusalAsync(request, response, cancellation);
            return await response.Content.ReadFromJsonAsync(type, cancellation) ?? throw new JsonException("the answer is null");
        }
        catch (HttpRequestException problem)
        {
            throw new NodeException(ExitCodes.Unreachable, $"no node answers at {Address} ({problem.Message}); is it running, and is --url right?", problem);
        }
        catch (TaskCanceledException problem) when (!cancellation.IsCancellationRequested)
        {
            throw new NodeException(ExitCodes.Unreachable, $"the node at {Address} did not answer in {_http.Timeout.TotalSeconds:0} s", problem);
        }
        catch (JsonException problem)
        {
            throw new NodeException(ExitCodes.Refused, $"what answers at {Address} is not a node of Analytics.Actors ({problem.Message})", problem);
        }
    }

    private static async Task<NodeException> RefusalAsync(HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellation)
    {
        var said = await ExplainAsync(response, cancellation);
        var hint = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? "; from another machine, set ANALYTICS_GATEWAY_SECRET to the gateway's shared secret" : "";
        return new NodeException(ExitCodes.Refused, $"{request.RequestUri?.AbsolutePath}: {said}{hint}");
    }
}
