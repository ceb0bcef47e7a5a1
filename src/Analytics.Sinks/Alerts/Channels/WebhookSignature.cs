using System.Security.Cryptography;
using System.Text;

namespace Analytics.Sinks.Alerts.Channels;

/// <summary>
/// Signatures as the specification Standard Webhooks has them: HMAC-SHA-256 over <c>id.timestamp.body</c>, in base64 after <c>v1,</c>. A secret that begins with <c>whsec_</c> is
/// base64, any other is its own UTF-8 bytes.
/// </summary>
/// <param name="secret">The shared secret.</param>
public sealed class WebhookSignature(string secret)
{
    private const string Prefix = "whsec_";
    private readonly byte[] _key = secret.StartsWith(Prefix, StringComparison.Ordinal) ? Convert.FromBase64String(secret[Prefix.Length..]) : Encoding.UTF8.GetBytes(secret);

    /// <summary>The signature of a body.</summary>
    /// <param name="id">The message's id.</param>
    /// <param name="timestamp">Seconds since 1970, the same as in the header.</param>
    /// <param name="body">The body as it is sent.</param>
    public string Of(string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var start = Encoding.ASCII.GetBytes(FormattableString.Invariant($"{id}.{timestamp}."));
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(start);
        hash.AppendData(body);
        return "v1," + Convert.ToBase64String(hash.GetHashAndReset());
    }
}
