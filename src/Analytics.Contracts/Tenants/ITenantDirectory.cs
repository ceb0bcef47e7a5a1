namespace Analytics.Contracts.Tenants;

/// <summary>Settings of tenants by symbol; a tenant without settings of its own has the defaults. Any thread.</summary>
public interface ITenantDirectory
{
    /// <summary>The settings of a tenant.</summary>
    TenantSettings Settings(int tenantSymbol);
}
