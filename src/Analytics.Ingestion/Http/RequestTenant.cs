using System.Text;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Decoding;
using Microsoft.AspNetCore.Http;

namespace Analytics.Ingestion.Http;

/// <summary>
/// Whose request it is: a write key names its tenant; without one the tenant header does, unless that tenant's events need a key.
/// </summary>
internal sealed class RequestTenant(AdmissionOptions options, WriteKeyDirectory keys, string defaultTenant)
{
    /// <summary>The tenant that the request names, null when it names none; or the problem.</summary>
    public (string? Tenant, Problem? Problem) Resolve(HttpRequest request)
    {
        var header = request.Headers[options.TenantHeader].ToString();
        var named = header.Length == 0 ? null : header;
        if (named is not null && !TenantName.IsValid(named))
            return (null, Problem.BadParameter(options.TenantHeader, "1 to 64 characters of A-Z a-z 0-9 _ . : -"));
        if (KeyOf(request) is not { } key) return ResolveOpen(named);
        if (!keys.TryFind(key, out var owner)) return (null, Problem.NoKey);
        return named is null || named == owner ? (owner, null) : (null, Problem.WrongTenant);
    }

    private (string? Tenant, Problem? Problem) ResolveOpen(string? named)
    {
        if (keys.NeedsKey(named ?? defaultTenant) && (named is not null || options.RequireWriteKey)) return (null, Problem.NoKey);
        return options.KnownTenants?.Contains(named ?? defaultTenant) == false ? (null, Problem.UnknownTenant) : (named, null);
    }

    // A credential that is no write key of ours (a gateway's token, say) is only an error when it says that it is one.
    private string? KeyOf(HttpRequest request)
    {
        var key = request.Headers[options.WriteKeyHeader].ToString();
        if (key.Length > 0) return key;
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return authorization["Bearer ".Length..].Trim();
        return authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) ? UserNameOf(authorization["Basic ".Length..]) : null;
    }

    private static string UserNameOf(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded.Trim(), bytes, out var length)) return "";
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? text : text[..colon];
    }
}
