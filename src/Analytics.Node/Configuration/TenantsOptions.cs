using Analytics.Contracts.Tenants;

namespace Analytics.Node.Configuration;

/// <summary>Section <c>tenants</c>.</summary>
public sealed record TenantsOptions
{
    /// <summary>Tenant of a request that names none. Default <c>default</c>.</summary>
    public string Default { get; init; } = "default";

    /// <summary>Header that names the tenant.</summary>
    public string Header { get; init; } = "X-Tenant-Id";

    /// <summary>Header that carries a write key.</summary>
    public string WriteKeyHeader { get; init; } = "X-Write-Key";

    /// <summary>Whether tenants without settings of their own are taken. Default true.</summary>
    public bool AcceptUnknown { get; init; } = true;

    /// <summary>Whether events need a write key. Default false.</summary>
    public bool RequireWriteKey { get; init; }

    /// <summary>Most tenants of one node. Default 10,000.</summary>
    [Bounds("1", "1000000")]
    public int MaxTenants { get; init; } = 10_000;

    /// <summary>Key of the hashes that stand for personal values, at least 16 bytes; empty for one that the node makes and keeps in its data folder.</summary>
    [Secret]
    public string MaskingKey { get; init; } = "";

    /// <summary>What a tenant has that sets nothing else.</summary>
    public TenantDefaultsOptions Defaults { get; init; } = new();

    /// <summary>Tenants with settings of their own, by id.</summary>
    public IReadOnlyDictionary<string, TenantOptions> ById { get; init; } = new Dictionary<string, TenantOptions>();

    /// <summary>The settings of one tenant, its own before the defaults.</summary>
    public TenantSettings SettingsOf(string tenant)
    {
        var own = ById.GetValueOrDefault(tenant) ?? new TenantOptions();
        return new TenantSettings
        {
            Zone = own.Zone ?? Defaults.Zone,
            Currency = own.Currency ?? Defaults.Currency,
            Email = own.Email ?? Defaults.Email,
            Ip = own.Ip ?? Defaults.Ip,
            Personal = own.Personal ?? Defaults.Personal,
            SessionGap = own.SessionGap ?? Defaults.SessionGap,
        };
    }

    /// <summary>Highest steady rate of one tenant in events a second; 0 for no limit.</summary>
    public int EventsPerSecondOf(string tenant) => ById.GetValueOrDefault(tenant)?.EventsPerSecond ?? Defaults.EventsPerSecond;
}
