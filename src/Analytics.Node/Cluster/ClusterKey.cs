using System.Security.Cryptography;
using System.Text;

namespace Analytics.Node.Cluster;

/// <summary>
/// What a node shows to another so that it is believed. Derived from the secret that the nodes of one cluster share, and not to be turned back into it: whoever has it
/// may read what shards hold and give nodes orders.
/// </summary>
internal sealed class ClusterKey
{
    /// <summary>The header that carries it.</summary>
    public const string Header = "X-Cluster-Key";

    private readonly byte[] _digest;

    /// <summary>Derives it.</summary>
    /// <param name="secret">The installation's secret.</param>
    public ClusterKey(ReadOnlySpan<byte> secret)
    {
        Text = Convert.ToHexStringLower(HMACSHA256.HashData(secret, "analytics cluster key"u8));
        _digest = Digest(Text);
    }

    /// <summary>The header's value.</summary>
    public string Text { get; }

    /// <summary>Whether a request carries it; takes the same time for every wrong one.</summary>
    public bool IsIn(HttpRequest request) => request.Headers[Header] is [{ } given] && CryptographicOperations.FixedTimeEquals(Digest(given), _digest);

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
