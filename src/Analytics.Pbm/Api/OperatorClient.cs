using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Analytics.Pbm.Api;

/// <summary>Speaks with the operators' listener of one node.</summary>
public sealed class OperatorClient : IDisposable
{
    private static readonly TimeSpan Connect = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="target">The listener, as <c>host:port</c>.</param>
    /// <param name="key">The operator's key; null or empty for none.</param>
    public OperatorClient(string target, string? key)
    {
        Target = target;
        // A replay may take minutes, and a tail has no end: only getting there is bounded.
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = Connect, UseProxy = false }) { BaseAddress = new Uri($"http://{target}"), Timeout = Timeout.InfiniteTimeSpan };
        if (!string.IsNullOrEmpty(key)) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Where the node is.</summary>
    public string Target { get; }

    /// <summary>The commands that the node takes.</summary>
    /// <exception cref="NodeException">The node does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<CommandInfo>> PaletteAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/commands");
        return await OneAsync(request, ApiJson.Default.IReadOnlyListCommandInfo, cancellation);
    }

    /// <summary>Values that would do for an input.</summary>
    /// <exception cref="NodeException">The node does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<string>> SuggestAsync(CommandRequest call, CancellationToken cancellation)
    {
        using var request = Post("/complete", call);
        return await OneAsync(request, ApiJson.Default.IReadOnlyListString, cancellation);
    }

    /// <summary>Runs a command: its answers as they come.</summary>
    /// <exception cref="NodeException">The node does not answer, refuses, or went away in between.</exception>
    public async IAsyncEnumerable<CommandAnswer> ExecuteAsync(CommandRequest call, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = Post("/execute", call);
        using var response = await SendAsync(request, cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await LineAsync(reader, cancellation) is { } line)
        {
            if (line.Length == 0) continue;
            var answer = Read(line, ApiJson.Default.CommandAnswer);
            if (answer.Error is { } error) throw new NodeException(ExitCodes.Refused, error);
            yield return answer;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Post(string path, CommandRequest call) => new(HttpMethod.Post, path) { Content = JsonContent.Create(call, ApiJson.Default.CommandRequest) };

    private async Task<T> OneAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var response = await SendAsync(request, cancellation);
        return Read(await response.Content.ReadAsStringAsync(cancellation), type);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (Exception problem) when (problem is HttpRequestException || (problem is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new NodeException(ExitCodes.Unreachable, $"no node takes commands at {Target} ({problem.InnerException?.Message ?? problem.Message}); is it running, and is the address right? The node's log and GET /api/v1/status name it", problem);
        }

        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            var said = await ReasonAsync(response, cancellation);
            var code = response.StatusCode == HttpStatusCode.BadRequest ? ExitCodes.Usage : ExitCodes.Refused;
            throw new NodeException(code, said);
        }
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync(ApiJson.Default.ProblemAnswer, cancellation);
            if (!string.IsNullOrEmpty(problem?.Detail)) return problem.Detail;
        }
        catch (JsonException)
        {
            // Something else answers; its status is all that there is to say.
        }

        return $"{(int)response.StatusCode} {response.ReasonPhrase}";
    }

    private async Task<string?> LineAsync(StreamReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadLineAsync(cancellation);
        }
        catch (Exception problem) when (problem is IOException or HttpRequestException)
        {
            throw new NodeException(ExitCodes.Unreachable, $"the node at {Target} went away ({problem.Message})", problem);
        }
    }

    private T Read<T>(string text, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException problem)
        {
            throw new NodeException(ExitCodes.Refused, $"what answers at {Target} is no operators' listener of Analytics.Actors ({problem.Message})", problem);
        }
    }
}
