using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Analytics.Sinks.Alerts.Channels;

/// <summary>
/// E-mail by SMTP. The delivery's id is the <c>Message-ID</c>: what is sent again is the same message, which many mail stores show once; in the worst case it is there twice.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="server">The server that takes it.</param>
/// <param name="from">Address of the sender.</param>
/// <param name="to">Addresses of the recipients.</param>
/// <param name="template">Words of the message.</param>
/// <param name="networks">Addresses that may be reached.</param>
public sealed class MailChannel(string name, MailServer server, string from, IReadOnlyList<string> to, MessageTemplate template, AllowedNetworks networks) : IAlertChannel
{
    // 45 bytes are 60 characters of base64: with the frame of an encoded word at most 75, as RFC 2047 wants it.
    private const int BytesOfWord = 45;
    private readonly string _domain = from[(from.LastIndexOf('@') + 1)..];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Kind => "mail";

    /// <inheritdoc/>
    public string Compose(AlertMessage message)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"From: <{from}>\r\nTo: {string.Join(",\r\n ", to.Select(address => $"<{address}>"))}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Subject: {Words(template.Title(message))}\r\nDate: {message.At.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} +0000\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Message-ID: <{message.Id}@{_domain}>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
        text.Append("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        var body = Encoding.UTF8.GetBytes(template.Lines(message).Replace("\n", "\r\n", StringComparison.Ordinal));
        return text.Append(Convert.ToBase64String(body, Base64FormattingOptions.InsertLineBreaks)).ToString();
    }

    /// <inheritdoc/>
    public async Task SendAsync(Guid id, string payload, CancellationToken cancellation)
    {
        try
        {
            await using var session = await SmtpSession.OpenAsync(server, networks, _domain, cancellation);
            await session.SendAsync(from, to, payload, cancellation);
            await session.CloseAsync(cancellation);
        }
        catch (Exception fault) when (fault is SocketException or IOException or AuthenticationException)
        {
            throw new DeliveryException($"{server}: {fault.Message}", null, fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Each message has a connection of its own.
    }

    /// <summary>Text of a header: as it is when it is ASCII, otherwise in encoded words that never part a character.</summary>
    private static string Words(string text)
    {
        if (text.All(c => c is >= ' ' and <= '~') && text.Length < 60) return text;
        var words = new List<string>();
        var word = new List<byte>();
        Span<byte> one = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var size = rune.EncodeToUtf8(one);
            if (word.Count + size > BytesOfWord) Close(words, word);
            word.AddRange(one[..size].ToArray());
        }

        if (word.Count > 0) Close(words, word);
        return string.Join("\r\n ", words);
    }

    private static void Close(List<string> words, List<byte> word)
    {
        words.Add($"=?utf-8?B?{Convert.ToBase64String([.. word])}?=");
        word.Clear();
    }
}
