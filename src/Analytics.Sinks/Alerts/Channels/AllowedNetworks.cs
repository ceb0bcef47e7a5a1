using System.Net;
using System.Net.Sockets;

namespace Analytics.Sinks.Alerts.Channels;

/// <summary>
/// Which addresses channels may connect to: public ones, and of the others those that the settings name. An address inside another one (IPv4 in IPv6, NAT64, 6to4) counts as the
/// one inside.
/// </summary>
/// <param name="allowed">Networks that are not public and may be reached all the same.</param>
public sealed class AllowedNetworks(IReadOnlyList<IPNetwork> allowed)
{
    // What is not for the public Internet, by the registries of special addresses of IANA.
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Whether a connection to an address may be opened.</summary>
    public bool Permit(IPAddress address)
    {
        var inner = Inner(address);
        return allowed.Any(network => network.Contains(inner)) || !Special.Any(network => network.Contains(inner));
    }

    /// <summary>Opens a connection to a host, to an address that is permitted when it is opened: a name that is resolved anew may not lead elsewhere.</summary>
    /// <exception cref="DeliveryException">The name has no address that is permitted.</exception>
    /// <exception cref="SocketException">It cannot be resolved or reached.</exception>
    internal async Task<NetworkStream> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation);
        var permitted = addresses.Where(Permit).ToArray();
        if (permitted.Length == 0)
            throw new DeliveryException($"{host} is an address that is not public ({string.Join(", ", addresses.Take(3).Select(address => address.ToString()))}); alerts.allowed-networks does not name it");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(permitted, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static IPAddress Inner(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        if (Nat64.Contains(address)) return new IPAddress(bytes.AsSpan(12));
        return SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4)) : new IPAddress(bytes);
    }
}
