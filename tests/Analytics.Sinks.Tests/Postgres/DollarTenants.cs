using Analytics.Contracts.Tenants;

namespace Analytics.Sinks.Tests.Postgres;

/// <summary>Every tenant has the defaults.</summary>
public sealed class DollarTenants : ITenantDirectory
{
    private static readonly TenantSettings Defaults = new();

    public TenantSettings Settings(int tenantSymbol) => Defaults;
}
