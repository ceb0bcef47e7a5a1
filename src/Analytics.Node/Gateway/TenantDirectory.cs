using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Node.Configuration;

namespace Analytics.Node.Gateway;

/// <summary>Settings of tenants from the configuration, found by symbol without locking.</summary>
internal sealed class TenantDirectory : ITenantDirectory
{
    private readonly TenantSettings _defaults;
    private readonly Dictionary<int, TenantSettings> _own = [];

    public TenantDirectory(TenantsOptions options)
    {
        _defaults = options.SettingsOf("");
        foreach (var name in options.ById.Keys) _own[Symbols.Intern(name)] = options.SettingsOf(name);
    }

    public TenantSettings Settings(int tenantSymbol) => _own.GetValueOrDefault(tenantSymbol, _defaults);
}
