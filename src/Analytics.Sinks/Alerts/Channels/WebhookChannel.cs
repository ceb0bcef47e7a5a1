using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Analytics.Sinks.Alerts.Channels;

/// <summary>
/// JSON by POST to an address, signed as Standard Webhooks has it (<c>webhook-id</c>, <c>webhook-timestamp</c>, <c>webhook-signature</c>) and with the id as <c>Idempotency-Key</c>, too.
/// What a receiver sees in the worst case: the same id and body again, never two ids for one message.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="address">Where to.</param>
/// <param name="signature">Signs; null for unsigned.</param>
/// <param name="template">Words of title and text.</param>
/// <param name="networks">Addresses that may be reached.</param>
/// <param name="time">Time of signatures.</param>
public sealed class WebhookChannel(string name, Uri address, WebhookSignature? signature, MessageTemplate template, AllowedNetworks networks, TimeProvider time) : IAlertChannel
{
    private readonly OutboundHttp _http = new(networks);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Kind => "webhook";

    /// <inheritdoc/>
    public string Compose(AlertMessage message) => JsonSerializer.Serialize(
        new
        {
            message.Id,
            Kind = AlertNames.Of(message.Kind),
            message.Channel,
            message.Tenant,
            At = message.At.UtcDateTime,
            Severity = AlertNames.Of(message.Severity),
            Title = template.Title(message),
            Text = template.Lines(message),
            message.Total,
            Counts = message.Counts.Select(count => new { count.Rule, Severity = AlertNames.Of(count.Severity), count.Alerts }),
            message.Alerts,
        }, MessageJson.Options);

    /// <inheritdoc/>
    public async Task SendAsync(Guid id, string payload, CancellationToken cancellation)
    {
        var body = Encoding.UTF8.GetBytes(payload);
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Idempotency-Key", id.ToString());
        request.Headers.Add("webhook-id", id.ToString());
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        if (signature is not null) request.Headers.Add("webhook-signature", signature.Of(id.ToString(), timestamp, body));
        await _http.SendAsync(request, null, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
