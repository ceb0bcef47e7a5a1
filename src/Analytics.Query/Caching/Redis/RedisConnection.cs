using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Analytics.Query.Caching.Redis;

/// <summary>One connection that speaks RESP 2: a command, then its answer. One user at a time. Whatever goes wrong, its state is unknown then and it must be disposed.</summary>
internal sealed class RedisConnection : IDisposable
{
    private readonly TcpClient _client;
    private readonly Stream _stream;
    private readonly int _largestValue;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    private RedisConnection(TcpClient client, Stream stream, int largestValue) => (_client, _stream, _largestValue) = (client, stream, largestValue);

    /// <summary>Connects, authenticates and chooses the database.</summary>
    public static async Task<RedisConnection> OpenAsync(RedisOptions options, CancellationToken cancellation)
    {
        var uri = options.Uri;
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(uri.Host, uri.Port > 0 ? uri.Port : 6379, cancellation);
            Stream stream = client.GetStream();
            if (uri.Scheme == "rediss")
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = uri.Host }, cancellation);
                stream = tls;
            }

            var connection = new RedisConnection(client, stream, options.LargestValue);
            await connection.GreetAsync(uri, cancellation);
            return connection;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Sends a command and returns its answer: bytes, or null for none.</summary>
    /// <exception cref="RedisException">It was refused.</exception>
    public async Task<byte[]?> AskAsync(IReadOnlyList<ReadOnlyMemory<byte>> command, CancellationToken cancellation)
    {
        using var request = new MemoryStream();
        WriteHead(request, '*', command.Count);
        foreach (var part in command)
        {
            WriteHead(request, '$', part.Length);
            request.Write(part.Span);
            request.Write("\r\n"u8);
        }

        await _stream.WriteAsync(request.GetBuffer().AsMemory(0, (int)request.Length), cancellation);
        return await ReadAsync(cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    private async Task GreetAsync(Uri uri, CancellationToken cancellation)
    {
        var user = uri.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        if (user.Length == 2 && user[0].Length > 0) await AskAsync(Command("AUTH", user[0], user[1]), cancellation);
        else if (user.Length == 2) await AskAsync(Command("AUTH", user[1]), cancellation);
        var database = uri.AbsolutePath.Trim('/');
        if (database.Length > 0) await AskAsync(Command("SELECT", database), cancellation);
    }

    private static ReadOnlyMemory<byte>[] Command(params string[] parts) => [.. parts.Select(part => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(part))];

    private async Task<byte[]?> ReadAsync(CancellationToken cancellation)
    {
        var line = await ReadLineAsync(cancellation);
        switch (line[0])
        {
            case '+' or ':':
                return Encoding.UTF8.GetBytes(line[1..]);
            case '$':
                return await ReadValueAsync(line[1..], cancellation);
            case '-':
                throw new RedisException(line[1..]);
            default:
                throw new RedisException("The answer is not Redis's.");
        }
    }

    private async Task<byte[]?> ReadValueAsync(string size, CancellationToken cancellation)
    {
        if (!int.TryParse(size, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var length)) throw new RedisException("The answer is not Redis's.");
        if (length < 0) return null;
        if (length > _largestValue) throw new RedisException($"A value of {length} bytes is larger than any that is written here.");
        var value = new byte[length + 2];
        for (var filled = 0; filled < value.Length;)
        {
            if (_start == _end) await FillAsync(cancellation);
            var taken = Math.Min(value.Length - filled, _end - _start);
            _buffer.AsSpan(_start, taken).CopyTo(value.AsSpan(filled));
            (filled, _start) = (filled + taken, _start + taken);
        }

        return value[..length];
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellation)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end) await FillAsync(cancellation);
            var next = (char)_buffer[_start++];
            if (next == '\n' && line.Length > 1) return line.ToString(0, line.Length - 1);
            if (line.Append(next).Length > 1024) throw new RedisException("The answer is not Redis's.");
        }
    }

    private async Task FillAsync(CancellationToken cancellation)
    {
        (_start, _end) = (0, await _stream.ReadAsync(_buffer, cancellation));
        if (_end == 0) throw new IOException("Redis closed the connection.");
    }

    private static void WriteHead(MemoryStream target, char kind, int number) => target.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind}{number}\r\n")));
}
