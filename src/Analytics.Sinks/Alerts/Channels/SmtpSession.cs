using System.Globalization;
using System.Net.Security;
using System.Text;

namespace Analytics.Sinks.Alerts.Channels;

/// <summary>One conversation with a mail server (RFC 5321): greet, protect, log in, hand over one message.</summary>
internal sealed class SmtpSession : IAsyncDisposable
{
    private const int LongestLine = 2_000;
    private const int MostLines = 100;
    private readonly string _greeting;
    private readonly byte[] _buffer = new byte[4096];
    private Stream _stream;
    private int _start;
    private int _end;

    private SmtpSession(Stream stream, string greeting) => (_stream, _greeting) = (stream, greeting);

    /// <summary>Connects and logs in.</summary>
    internal static async Task<SmtpSession> OpenAsync(MailServer server, AllowedNetworks networks, string greeting, CancellationToken cancellation)
    {
        var session = new SmtpSession(await networks.ConnectAsync(server.Host, server.Port, cancellation), greeting);
        try
        {
            if (server.Tls == MailTls.Implicit) await session.ProtectAsync(server.Host, cancellation);
            await session.ReadAsync("the greeting", 220, cancellation);
            var offers = await session.GreetAsync(cancellation);
            if (server.Tls == MailTls.Starttls)
            {
                if (!offers.Any(offer => offer.Equals("STARTTLS", StringComparison.OrdinalIgnoreCase))) throw new DeliveryException("the mail server does not offer STARTTLS");
                await session.AskAsync("STARTTLS", 220, cancellation);
                // What somebody in between sent after the answer, before the protection, must not be read as the server's.
                if (session._start != session._end) throw new DeliveryException("the mail server spoke before TLS was agreed on");
                await session.ProtectAsync(server.Host, cancellation);
                await session.GreetAsync(cancellation);
            }

            if (server.User.Length > 0)
                await session.AskAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{server.User}\0{server.Password}")), 235, cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Hands a message over; on return the server has it.</summary>
    internal async Task SendAsync(string from, IReadOnlyList<string> to, string message, CancellationToken cancellation)
    {
        await AskAsync($"MAIL FROM:<{from}>", 250, cancellation);
        foreach (var recipient in to) await AskAsync($"RCPT TO:<{recipient}>", 250, cancellation);
        await AskAsync("DATA", 354, cancellation);
        var stuffed = message.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        await WriteAsync(stuffed + "\r\n.", cancellation);
        await ReadAsync("DATA", 250, cancellation);
    }

    /// <summary>Says good-bye; the message is the server's whatever comes of it.</summary>
    internal async Task CloseAsync(CancellationToken cancellation)
    {
        try
        {
            await AskAsync("QUIT", 221, cancellation);
        }
        catch (Exception fault) when (fault is IOException or DeliveryException)
        {
            // It has the message and hung up.
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task ProtectAsync(string host, CancellationToken cancellation)
    {
        var tls = new SslStream(_stream);
        _stream = tls;
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancellation);
    }

    private Task<List<string>> GreetAsync(CancellationToken cancellation) => AskAsync("EHLO " + _greeting, 250, cancellation);

    private async Task<List<string>> AskAsync(string command, int expected, CancellationToken cancellation)
    {
        await WriteAsync(command, cancellation);
        // What follows the verb may be a secret.
        return await ReadAsync(command.Split(' ')[0], expected, cancellation);
    }

    private async Task WriteAsync(string text, CancellationToken cancellation)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n"), cancellation);
        await _stream.FlushAsync(cancellation);
    }

    /// <summary>The texts of an answer, which goes on while a hyphen follows its number.</summary>
    private async Task<List<string>> ReadAsync(string about, int expected, CancellationToken cancellation)
    {
        var lines = new List<string>();
        while (lines.Count < MostLines)
        {
            var line = await ReadLineAsync(cancellation);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code)) throw new DeliveryException($"the mail server's answer to {about} is none of SMTP");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length > 3 && line[3] == '-') continue;
            return code == expected || (expected == 250 && code == 251) ? lines : throw new DeliveryException($"the mail server answered {code} to {about}: {lines[^1]}");
        }

        throw new DeliveryException($"the mail server's answer to {about} has no end");
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellation)
    {
        var line = new StringBuilder();
        while (line.Length < LongestLine)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await _stream.ReadAsync(_buffer, cancellation));
                if (_end == 0) throw new DeliveryException("the mail server hung up");
            }

            var next = (char)_buffer[_start++];
            if (next == '\n') return line.ToString().TrimEnd('\r');
            line.Append(char.IsAscii(next) && (next == '\r' || !char.IsControl(next)) ? next : '?');
        }

        throw new DeliveryException("the mail server's answer is too long");
    }
}
