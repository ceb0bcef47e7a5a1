using Analytics.Actors.Shards;
using Analytics.Node.Configuration;

namespace Analytics.Node.Composition;

/// <summary>
/// Tenants that cost nothing more when events of them come: those of the settings, and those that the node's shards have state of. So strangers' names cannot take the place of
/// a tenant that has not sent anything since the node started. Any thread.
/// </summary>
internal sealed class KnownTenants(TenantsOptions options, Func<IReadOnlyList<ShardStatus>> shards, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private HashSet<string> _known = [];
    private long _readAt;

    /// <summary>Whether a tenant is known, by what the shards said a moment ago.</summary>
    public bool Contains(string tenant)
    {
        if (tenant == options.Default || options.ById.ContainsKey(tenant)) return true;
        lock (_gate)
        {
            if (_readAt == 0 || time.GetElapsedTime(_readAt) > Kept)
            {
                _known = shards().SelectMany(shard => shard.Tenants).Select(mark => mark.Tenant).ToHashSet(StringComparer.Ordinal);
                _readAt = time.GetTimestamp();
            }

            return _known.Contains(tenant);
        }
    }
}
