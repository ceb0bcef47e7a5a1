namespace Analytics.Contracts.Effects;

/// <summary>
/// One cell of one shard's part of a tenant's window. A tenant's answer is the sum over shards: counts and amounts add, and so do
/// unique users, because a user lives on one shard. Identity: tenant, granularity, start, dimension, value, currency, shard; a higher revision replaces a lower.
/// </summary>
public struct WindowRow
{
    /// <summary>Symbol of the tenant.</summary>
    public int Tenant;

    /// <summary>Which window.</summary>
    public WindowGranularity Granularity;

    /// <summary>Start of the window, microseconds since 1970 (UTC instant of the start in the tenant's zone).</summary>
    public long Start;

    /// <summary>What is counted by.</summary>
    public WindowDimension Dimension;

    /// <summary>Symbol of the dimension's value.</summary>
    public int Value;

    /// <summary>Symbol of the currency of the amount; 0 for cells without money.</summary>
    public int Currency;

    /// <summary>Events counted.</summary>
    public long Events;

    /// <summary>Sum of amounts in millionths.</summary>
    public Int128 AmountMicros;

    /// <summary>Unique users (only with <see cref="WindowDimension.All"/>).</summary>
    public long Users;

    /// <summary>True while <see cref="Users"/> is exact; false once it is an estimate of the sketch.</summary>
    public bool UsersExact;

    /// <summary>Counts up with each emission of this window part.</summary>
    public uint Revision;

    /// <summary>Early (watermark has not passed the end), on time, or correcting.</summary>
    public WindowPane Pane;
}
