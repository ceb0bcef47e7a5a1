using System.Runtime.InteropServices;

namespace Analytics.Processing.Time;

/// <summary>
/// One watermark a tenant on one partition: the highest event time seen, less the bound of disorder. It never goes back, and one
/// tenant's clock never moves another's.
/// </summary>
/// <param name="disorderMicros">How far behind the newest event an event in order may be.</param>
public sealed class TenantWatermarks(long disorderMicros)
{
    private readonly Dictionary<int, long> _byTenant = [];

    /// <summary>Tenants seen.</summary>
    public IReadOnlyCollection<int> Tenants => _byTenant.Keys;

    /// <summary>Notes an event's time and returns the tenant's watermark.</summary>
    public long Observe(int tenant, long timestampMicros)
    {
        ref var watermark = ref CollectionsMarshal.GetValueRefOrAddDefault(_byTenant, tenant, out var known);
        var candidate = timestampMicros - disorderMicros;
        if (!known || candidate > watermark) watermark = candidate;
        return watermark;
    }

    /// <summary>The tenant's watermark; <see cref="long.MinValue"/> before its first event.</summary>
    public long Of(int tenant) => _byTenant.TryGetValue(tenant, out var watermark) ? watermark : long.MinValue;

    /// <summary>Moves every tenant's watermark to at least this time: the partition has been idle.</summary>
    public void AdvanceIdle(long toMicros)
    {
        foreach (var tenant in _byTenant.Keys.ToArray())
            if (_byTenant[tenant] < toMicros) _byTenant[tenant] = toMicros;
    }

    /// <summary>Moves one tenant's watermark to at least this time: the tenant has been idle.</summary>
    public void Raise(int tenant, long toMicros)
    {
        ref var watermark = ref CollectionsMarshal.GetValueRefOrAddDefault(_byTenant, tenant, out var known);
        if (!known || watermark < toMicros) watermark = toMicros;
    }

    /// <summary>Puts a stored watermark back.</summary>
    public void Restore(int tenant, long watermark) => _byTenant[tenant] = watermark;
}
