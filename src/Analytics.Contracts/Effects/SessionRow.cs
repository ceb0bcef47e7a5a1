using Analytics.Contracts.Events;

namespace Analytics.Contracts.Effects;

/// <summary>
/// A closed session, or a correction of one. Identity: tenant, user and <see cref="SessionId"/>; a higher revision
/// replaces a lower; a retraction says that the session was merged into another one.
/// </summary>
public struct SessionRow
{
    /// <summary>Symbol of the tenant.</summary>
    public int Tenant;

    /// <summary>User (masked as the tenant's policy says).</summary>
    public Utf8Slice UserId;

    /// <summary>Stable id of the session: a hash of tenant, user and first event, the same in every replay.</summary>
    public UInt128 SessionId;

    /// <summary>First event's time, microseconds since 1970.</summary>
    public long Start;

    /// <summary>Last event's time, microseconds since 1970.</summary>
    public long End;

    /// <summary>1 for the first result, higher for corrections.</summary>
    public uint Revision;

    /// <summary>True when this identity must disappear (merged into another session).</summary>
    public bool Retracted;

    /// <summary>Number of events.</summary>
    public uint Events;

    /// <summary>Number of page views.</summary>
    public uint Pages;

    /// <summary>Payments and purchases in the session, in millionths.</summary>
    public Int128 RevenueMicros;

    /// <summary>Symbol of the currency of the revenue.</summary>
    public int Currency;

    /// <summary>First page or event type.</summary>
    public Utf8Slice Entry;

    /// <summary>Last page or event type.</summary>
    public Utf8Slice Exit;

    /// <summary>Up to 50 steps, in order, as a JSON array of strings.</summary>
    public Utf8Slice Path;

    /// <summary>Symbol of the device family of the first event that has one.</summary>
    public int Device;

    /// <summary>Symbol of the city.</summary>
    public int City;

    /// <summary>Symbol of the country.</summary>
    public int Country;

    /// <summary>Campaign name of the first event that has one.</summary>
    public Utf8Slice Campaign;
}
