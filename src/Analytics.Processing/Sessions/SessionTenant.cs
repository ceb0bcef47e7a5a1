using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Processing.Time;

namespace Analytics.Processing.Sessions;

/// <summary>What the sessions of one tenant on one shard share.</summary>
/// <param name="tenant">Symbol of the tenant.</param>
/// <param name="settings">Its settings.</param>
public sealed class SessionTenant(int tenant, TenantSettings settings)
{
    /// <summary>Symbol of the tenant.</summary>
    public int Symbol => tenant;

    /// <summary>The settings that hold now.</summary>
    public TenantSettings Settings { get; private set; } = settings;

    /// <summary>Silence after which a session ends, in microseconds.</summary>
    public long Gap { get; private set; } = Micros.Of(settings.SessionGap);

    /// <summary>Symbol of the currency of amounts that name none.</summary>
    public int Currency { get; private set; } = Symbols.Intern(settings.Currency);

    /// <summary>True when masked e-mail addresses no longer tell users apart.</summary>
    public bool EmailIsAmbiguous { get; private set; } = IsAmbiguous(settings);

    /// <summary>Sessions whose present state was not emitted.</summary>
    public long Open { get; set; }

    /// <summary>When sessions may close.</summary>
    public DeadlineBuckets Deadlines { get; } = new();

    /// <summary>Takes new settings; they hold from the next event on.</summary>
    public void Use(TenantSettings settings)
    {
        if (ReferenceEquals(settings, Settings)) return;
        Settings = settings;
        Gap = Micros.Of(settings.SessionGap);
        Currency = Symbols.Intern(settings.Currency);
        EmailIsAmbiguous = IsAmbiguous(settings);
    }

    private static bool IsAmbiguous(TenantSettings settings) => settings.Email is MaskingAction.Truncate or MaskingAction.Drop;
}
