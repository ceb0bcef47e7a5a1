using System.Net;

namespace Analytics.Sinks.Alerts.Channels;

/// <summary>Requests to others: no proxy, no redirects, no cookies, and to no address that is not permitted when the connection is opened.</summary>
internal sealed class OutboundHttp : IDisposable
{
    private const int MostAnswerBytes = 64 * 1024;
    private readonly HttpClient _client;

    /// <summary>Prepares them; connects to nothing.</summary>
    internal OutboundHttp(AllowedNetworks networks) => _client = new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        MaxResponseHeadersLength = 64,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = async (context, cancellation) => await networks.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellation),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MostAnswerBytes,
        DefaultRequestHeaders = { { "User-Agent", "analytics-alerts/1" } },
    };

    /// <summary>Sends a request; returns when the answer says that it was taken.</summary>
    /// <param name="request">The request.</param>
    /// <param name="explain">What the body of a refusal says, for people and about waiting; null when bodies say nothing.</param>
    /// <param name="cancellation">Ends the try.</param>
    /// <exception cref="DeliveryException">It was not taken, or nobody knows.</exception>
    internal async Task SendAsync(HttpRequestMessage request, Func<string, (string Said, TimeSpan? RetryAfter)>? explain, CancellationToken cancellation)
    {
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.IsSuccessStatusCode) return;
            var (said, retryAfter) = explain is null ? ("", null) : explain(await response.Content.ReadAsStringAsync(cancellation));
            throw new DeliveryException(Words(response.StatusCode) + said, retryAfter ?? RetryAfter(response));
        }
        catch (HttpRequestException fault)
        {
            // The message names host and port and no path: paths may hold tokens.
            throw fault.InnerException as DeliveryException ?? new DeliveryException(
                fault.InnerException is { } cause && !fault.Message.Contains(cause.Message, StringComparison.Ordinal) ? $"{fault.Message} {cause.Message}" : fault.Message, null, fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static string Words(HttpStatusCode status) => (int)status is >= 300 and < 400
        ? FormattableString.Invariant($"the answer was {(int)status}, and redirects are not followed")
        : FormattableString.Invariant($"the answer was {(int)status}");

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - (response.Headers.Date ?? DateTimeOffset.UtcNow),
        _ => null,
    };
}
