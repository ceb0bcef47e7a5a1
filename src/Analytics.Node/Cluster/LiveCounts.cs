using Analytics.Actors.Entities;

namespace Analytics.Node.Cluster;

/// <summary>What one shard counts of one tenant.</summary>
/// <param name="Tenants">Tenants that it knows.</param>
/// <param name="Totals">Running counts; null when it does not know the tenant.</param>
/// <param name="OpenSessions">Open sessions.</param>
/// <param name="Watermark">The tenant's watermark in microseconds since 1970; null before its first event.</param>
internal sealed record LiveCounts(IReadOnlyList<string> Tenants, LiveTotals? Totals, long OpenSessions, long? Watermark);
