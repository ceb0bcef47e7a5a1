using System.Collections.Concurrent;

namespace Analytics.Ingestion.Admission;

/// <summary>Holds every tenant to its quota, so that a noisy one is slowed down at the door and nobody else notices.</summary>
public sealed class TenantQuotas(AdmissionOptions options, TimeProvider time)
{
    private const int MaxTenants = 100_000;
    private readonly ConcurrentDictionary<string, Buckets> _tenants = new();

    /// <summary>Takes the events from the tenant's quota, or says how long to wait.</summary>
    public bool TryTake(string tenant, int events, long bytes, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        var quota = options.QuotaOf(tenant);
        if (quota == TenantQuota.None) return true;
        if (_tenants.Count >= MaxTenants) _tenants.Clear();
        var buckets = _tenants.GetOrAdd(tenant, static _ => new Buckets());
        lock (buckets)
        {
            var wait = Math.Max(
                buckets.Events.Wait(quota.EventsPerSecond, events, time),
                buckets.Bytes.Wait(quota.BytesPerSecond, bytes, time));
            retryAfter = TimeSpan.FromSeconds(wait);
            if (wait > 0) return false;
            buckets.Events.Take(quota.EventsPerSecond, events);
            buckets.Bytes.Take(quota.BytesPerSecond, bytes);
            return true;
        }
    }

    private sealed class Buckets
    {
        public TokenBucket Events;
        public TokenBucket Bytes;
    }
}
