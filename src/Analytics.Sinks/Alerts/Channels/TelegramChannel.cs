using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Analytics.Sinks.Alerts.Channels;

/// <summary>Telegram by its bot API. It knows no idempotency key: in the worst case a message is there twice, with the same id at its end.</summary>
/// <param name="name">Its name.</param>
/// <param name="server">Server of the API.</param>
/// <param name="token">The bot's token, part of every address and a secret.</param>
/// <param name="chat">Id of the chat.</param>
/// <param name="template">Words of the message.</param>
/// <param name="networks">Addresses that may be reached.</param>
public sealed class TelegramChannel(string name, Uri server, string token, string chat, MessageTemplate template, AllowedNetworks networks) : IAlertChannel
{
    private const int LongestText = 4096;
    private readonly OutboundHttp _http = new(networks);
    private readonly Uri _address = new($"{server.GetLeftPart(UriPartial.Authority)}/bot{token}/sendMessage");

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Kind => "telegram";

    /// <inheritdoc/>
    public string Compose(AlertMessage message)
    {
        var text = $"{template.Title(message)}\n{template.Lines(message)}";
        var end = message.Id.ToString();
        var room = LongestText - end.Length - 2;
        if (text.Length > room) text = text[..(char.IsHighSurrogate(text[room - 1]) ? room - 1 : room)] + "…\n";
        return JsonSerializer.Serialize(new Dictionary<string, object> { ["chat_id"] = chat, ["text"] = text + end, ["disable_web_page_preview"] = true }, MessageJson.Options);
    }

    /// <inheritdoc/>
    public async Task SendAsync(Guid id, string payload, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new StringContent(payload, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        await _http.SendAsync(request, Explain, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static (string Said, TimeSpan? RetryAfter) Explain(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var said = json.RootElement.TryGetProperty("description", out var description) ? ": " + description.GetString() : "";
            var wait = json.RootElement.TryGetProperty("parameters", out var parameters) && parameters.TryGetProperty("retry_after", out var seconds) && seconds.TryGetInt32(out var count)
                ? TimeSpan.FromSeconds(count) : (TimeSpan?)null;
            return (said, wait);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return ("", null);
        }
    }
}
