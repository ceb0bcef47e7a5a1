using Analytics.Contracts.Tenants;

namespace Analytics.Benchmarks;

/// <summary>Every tenant has the defaults.</summary>
internal sealed class DefaultTenants : ITenantDirectory
{
    private static readonly TenantSettings Defaults = new();

    public TenantSettings Settings(int tenantSymbol) => Defaults;
}
