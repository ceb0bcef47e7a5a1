using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;

namespace Analytics.Ingestion.Tests;

/// <summary>Every tenant has the defaults; the tenants <c>berlin</c> and <c>lord-howe</c> live in their zones.</summary>
internal sealed class FixedTenants : ITenantDirectory
{
    private static readonly TenantSettings Defaults = new();

    private static readonly Dictionary<int, TenantSettings> Own = new()
    {
        [Symbols.Intern("berlin")] = new TenantSettings { Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") },
        [Symbols.Intern("lord-howe")] = new TenantSettings { Zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Lord_Howe") },
    };

    public TenantSettings Settings(int tenantSymbol) => Own.GetValueOrDefault(tenantSymbol, Defaults);
}
