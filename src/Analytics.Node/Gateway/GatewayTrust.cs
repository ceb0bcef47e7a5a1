using System.Net;
using System.Security.Cryptography;
using System.Text;
using Analytics.Node.Configuration;

namespace Analytics.Node.Gateway;

/// <summary>
/// Decides whose identity headers count. Only the gateway's do: a connection from a trusted network (loopback by default), or one that
/// brings the shared secret. A browser on this machine that was lured to a foreign name for this address (DNS rebinding) is not trusted: over
/// loopback the Host must be a loopback name or a configured one.
/// </summary>
/// <param name="options">Networks, secret and host names.</param>
public sealed class GatewayTrust(GatewayOptions options)
{
    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]", "::1"];

    private readonly IPNetwork[] _networks = [.. options.TrustedNetworks.Select(IPNetwork.Parse)];
    private readonly byte[]? _secret =
        string.IsNullOrEmpty(options.SharedSecret) ? null : SHA256.HashData(Encoding.UTF8.GetBytes(options.SharedSecret));

    /// <summary>True when identity headers of this request may be believed.</summary>
    public bool Trusts(HttpContext context) => HasSecret(context.Request) || IsTrustedPeer(context);

    /// <summary>True when the request comes straight from a program on this machine: not through a proxy, not through a foreign host name.</summary>
    public bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(Unmapped(peer))
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && HostIsOurs(context.Request.Host.Host);

    /// <summary>The caller: identity headers of a trusted gateway, the operator at the machine, or nobody.</summary>
    public CallerIdentity Identify(HttpContext context)
    {
        var email = context.Request.Headers[options.EmailHeader];
        var role = context.Request.Headers[options.RoleHeader];
        // Two values of one identity header mean that somebody in front of the gateway added one.
        if (!Trusts(context) || email.Count > 1 || role.Count > 1 || role.ToString().Contains(',', StringComparison.Ordinal))
            return CallerIdentity.Nobody;
        return new CallerIdentity(email.ToString(), role.ToString(), options.AdminRoles.Contains(role.ToString(), StringComparer.OrdinalIgnoreCase));
    }

    private bool IsTrustedPeer(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } peer) return false;
        var address = Unmapped(peer);
        if (!_networks.Any(network => network.Contains(address))) return false;
        return !IPAddress.IsLoopback(address) || HostIsOurs(context.Request.Host.Host);
    }

    private bool HostIsOurs(string host) =>
        LoopbackNames.Contains(host, StringComparer.OrdinalIgnoreCase) || options.TrustedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    private bool HasSecret(HttpRequest request)
    {
        if (_secret is null || request.Headers[options.SecretHeader] is not [{ } given]) return false;
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _secret);
    }

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
