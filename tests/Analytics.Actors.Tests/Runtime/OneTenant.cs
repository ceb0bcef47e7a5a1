using Analytics.Contracts.Tenants;

namespace Analytics.Actors.Tests.Runtime;

internal sealed class OneTenant : ITenantDirectory
{
    private static readonly TenantSettings Defaults = new();

    public TenantSettings Settings(int tenantSymbol) => Defaults;
}
