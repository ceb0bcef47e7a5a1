using System.Net;
using Analytics.Ingestion.Admission;
using Microsoft.AspNetCore.Http;

namespace Analytics.Ingestion.Http;

/// <summary>
/// The address of the client: the peer's, or, when the peer is a trusted proxy, the last one in <c>X-Forwarded-For</c> that is not a trusted proxy too.
/// </summary>
internal static class ClientAddress
{
    /// <summary>The address as text; null when the transport has none.</summary>
    public static string? Of(HttpContext http, AdmissionOptions options)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address is null) return null;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (http.Request.Headers.TryGetValue("X-Forwarded-For", out var forwarded) && IsTrusted(address, options))
            address = Walk(forwarded.ToString(), address, options);
        return address.ToString();
    }

    private static IPAddress Walk(string forwarded, IPAddress peer, AdmissionOptions options)
    {
        var hops = forwarded.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (var i = hops.Length - 1; i >= 0; i--)
        {
            if (!IPAddress.TryParse(hops[i], out var hop)) return peer;
            peer = hop.IsIPv4MappedToIPv6 ? hop.MapToIPv4() : hop;
            if (!IsTrusted(peer, options)) return peer;
        }

        return peer;
    }

    private static bool IsTrusted(IPAddress address, AdmissionOptions options)
    {
        foreach (var network in options.TrustedProxies)
            if (network.Contains(address)) return true;
        return false;
    }
}
