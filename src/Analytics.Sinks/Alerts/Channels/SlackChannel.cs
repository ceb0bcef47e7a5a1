using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Analytics.Sinks.Alerts.Channels;

/// <summary>Slack by an incoming webhook. Slack knows no idempotency key: in the worst case a message is there twice, with the same id at its end.</summary>
/// <param name="name">Its name.</param>
/// <param name="address">The webhook's address, which is a secret.</param>
/// <param name="template">Words of the message.</param>
/// <param name="networks">Addresses that may be reached.</param>
public sealed class SlackChannel(string name, Uri address, MessageTemplate template, AllowedNetworks networks) : IAlertChannel
{
    private readonly OutboundHttp _http = new(networks);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Kind => "slack";

    /// <inheritdoc/>
    public string Compose(AlertMessage message) =>
        JsonSerializer.Serialize(new { Text = $"*{Escape(template.Title(message))}*\n{Escape(template.Lines(message))}_{message.Id}_" }, MessageJson.Options);

    /// <inheritdoc/>
    public async Task SendAsync(Guid id, string payload, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(payload, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        await _http.SendAsync(request, Explain, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // Slack answers with one word such as invalid_payload or channel_is_archived.
    private static (string Said, TimeSpan? RetryAfter) Explain(string body) =>
        (body.Length is > 0 and < 100 && body.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ' ') ? ": " + body : "", null);

    // The three characters that Slack gives a meaning: links and mentions begin with one of them.
    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
