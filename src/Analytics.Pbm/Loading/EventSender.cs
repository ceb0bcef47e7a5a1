using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Pbm.Api;

namespace Analytics.Pbm.Loading;

/// <summary>
/// Sends chunks, one at a time, and each until the node has acknowledged it. A chunk may reach the node twice; its ids make that harmless.
/// </summary>
internal sealed class EventSender : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly LoadOptions _options;
    private readonly string _path;

    public EventSender(LoadOptions options)
    {
        _options = options;
        _path = "/api/v1/events" + (options.Schema is { } schema ? "?schema=" + Uri.EscapeDataString(schema) : "");
        _http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.Zero }) { BaseAddress = options.Url, Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>Called before each new try, with the reason.</summary>
    public Action<string>? Waiting { get; init; }

    /// <summary>Requests that were sent again.</summary>
    public long Retries { get; private set; }

    /// <summary>Sends one chunk.</summary>
    /// <exception cref="NodeException">The node refuses, or was away or busy for longer than allowed.</exception>
    public async Task<EventsAnswer> SendAsync(PreparedChunk chunk, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        for (var pause = FirstPause; ; pause = Min(pause * 2, LongestPause))
        {
            var (answer, problem, asked) = await TryAsync(chunk, cancellation);
            if (answer is not null) return answer;
            var wait = asked ?? pause * (0.75 + Random.Shared.NextDouble() / 2);
            if (Stopwatch.GetElapsedTime(began) + wait > _options.RetryFor)
                throw new NodeException(ExitCodes.Unreachable, $"gave up after {_options.RetryFor.TotalSeconds:0} s: {problem}");
            Waiting?.Invoke(problem!);
            Retries++;
            await Task.Delay(wait, cancellation);
        }
    }

    public void Dispose() => _http.Dispose();

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    /// <summary>The answer; or why to try again and, if the node said so, after how long.</summary>
    private async Task<(EventsAnswer? Answer, string? Problem, TimeSpan? After)> TryAsync(PreparedChunk chunk, CancellationToken cancellation)
    {
        try
        {
            using var request = Request(chunk);
            using var response = await _http.SendAsync(request, cancellation);
            if (response.StatusCode == HttpStatusCode.Accepted) return (await AnswerAsync(response, cancellation), null, null);
            if (await NothingReadableAsync(response, chunk, cancellation) is { } none) return (none, null, null);
            var said = await NodeClient.ExplainAsync(response, cancellation);
            if (!MayPass(response.StatusCode)) throw new NodeException(ExitCodes.Refused, $"events were refused: {said}");
            return (null, said, response.Headers.RetryAfter?.Delta);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or JsonException)
        {
            return (null, $"no node answers at {_options.Url} ({problem.Message})", null);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, $"the node at {_options.Url} took longer than {_http.Timeout.TotalSeconds:0} s", null);
        }
    }

    private HttpRequestMessage Request(PreparedChunk chunk)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _path) { Content = new ReadOnlyMemoryContent(chunk.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (chunk.Compressed) request.Content.Headers.ContentEncoding.Add("gzip");
        request.Headers.Add("X-Event-Id-Prefix", chunk.Chunk.IdPrefix);
        request.Headers.Add("X-First-Line", chunk.Chunk.FirstEvent.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (_options.Tenant is { } tenant) request.Headers.Add("X-Tenant-Id", tenant);
        if (_options.WriteKey is { } key) request.Headers.Add("X-Write-Key", key);
        return request;
    }

    private static async Task<EventsAnswer> AnswerAsync(HttpResponseMessage response, CancellationToken cancellation) =>
        await response.Content.ReadFromJsonAsync(ApiJson.Default.EventsAnswer, cancellation) ?? throw new JsonException("the answer is null");

    /// <summary>400 is for requests of which nothing could be read, 413 for single lines over the limit: all their events are rejected, and the load goes on.</summary>
    private static async Task<EventsAnswer?> NothingReadableAsync(HttpResponseMessage response, PreparedChunk chunk, CancellationToken cancellation)
    {
        var tooLarge = response.StatusCode == HttpStatusCode.RequestEntityTooLarge && chunk.Chunk.Events == 1;
        if (response.StatusCode != HttpStatusCode.BadRequest && !tooLarge) return null;
        var said = await NodeClient.ExplainAsync(response, cancellation);
        var reason = tooLarge ? "event_too_large" : "unreadable_request";
        return new EventsAnswer(0, 0, [.. Enumerable.Range(0, chunk.Chunk.Events).Select(i => new RejectedEvent(i, "", reason, said))]);
    }

    private static bool MayPass(HttpStatusCode status) =>
        (int)status >= 500 || status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
}
