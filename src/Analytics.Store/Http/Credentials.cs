using System.Security.Cryptography;
using System.Text;
using Analytics.Store.Engine;
using Microsoft.AspNetCore.Http;

namespace Analytics.Store.Http;

/// <summary>Who sends a request: by Basic authentication, by ClickHouse's headers, or by its parameters, in this order.</summary>
internal sealed class Credentials(StoreOptions options)
{
    private readonly byte[] _password = Digest(options.Password);
    private readonly byte[] _readerPassword = Digest(options.ReaderPassword);

    /// <summary>True for the writer, false for the reader.</summary>
    /// <exception cref="EngineException">Nobody known: code 516, or 194 when no password was sent at all.</exception>
    public bool IsWriter(HttpRequest request)
    {
        var (user, password) = Read(request);
        var digest = Digest(password);
        // Both comparisons always run, so that the time taken tells nothing about which name exists.
        var writer = CryptographicOperations.FixedTimeEquals(digest, _password) & user == options.User;
        var reader = CryptographicOperations.FixedTimeEquals(digest, _readerPassword) & user == options.Reader & options.ReaderPassword.Length > 0;
        if (writer || reader) return writer;
        throw password.Length == 0
            ? new EngineException(194, "REQUIRED_PASSWORD", $"{user}: Authentication failed: password is required")
            : new EngineException(516, "AUTHENTICATION_FAILED", $"{user}: Authentication failed: password is incorrect, or there is no user with such name");
    }

    private static (string User, string Password) Read(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return Basic(authorization["Basic ".Length..]);
        if (request.Headers.TryGetValue("X-ClickHouse-User", out var user))
            return (user.ToString(), request.Headers["X-ClickHouse-Key"].ToString());
        return (request.Query.TryGetValue("user", out var named) ? named.ToString() : "default", request.Query["password"].ToString());
    }

    private static (string User, string Password) Basic(string encoded)
    {
        Span<byte> buffer = stackalloc byte[1024];
        if (!Convert.TryFromBase64String(encoded.Trim(), buffer, out var length))
            throw new EngineException(516, "AUTHENTICATION_FAILED", "Invalid Basic authentication");
        var text = Encoding.UTF8.GetString(buffer[..length]);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
    }

    private static byte[] Digest(string password) => SHA256.HashData(Encoding.UTF8.GetBytes(password));
}
