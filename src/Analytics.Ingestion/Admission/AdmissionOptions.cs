using System.Net;

namespace Analytics.Ingestion.Admission;

/// <summary>Who may send events, for whom, and how many.</summary>
public sealed record AdmissionOptions
{
    /// <summary>Header that names the tenant. Default <c>X-Tenant-Id</c>.</summary>
    public string TenantHeader { get; init; } = "X-Tenant-Id";

    /// <summary>Header that carries a write key; a bearer token or the user name of basic authentication are taken too. Default <c>X-Write-Key</c>.</summary>
    public string WriteKeyHeader { get; init; } = "X-Write-Key";

    /// <summary>Write keys by tenant. Events of a tenant that is here need one of its keys.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> WriteKeys { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether every request needs a write key. Default false.</summary>
    public bool RequireWriteKey { get; init; }

    /// <summary>Tenants that are taken; null for any. Default null.</summary>
    public IReadOnlySet<string>? KnownTenants { get; init; }

    /// <summary>Quota of a tenant; default none for anybody.</summary>
    public Func<string, TenantQuota> QuotaOf { get; init; } = static _ => TenantQuota.None;

    /// <summary>Peers whose <c>X-Forwarded-For</c> is believed. Default loopback.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];
}
