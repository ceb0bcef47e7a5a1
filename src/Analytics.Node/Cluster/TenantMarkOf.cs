namespace Analytics.Node.Cluster;

/// <summary>How far one shard is with one tenant.</summary>
/// <param name="Watermark">In microseconds since 1970; null when the shard does not know the tenant.</param>
internal sealed record TenantMarkOf(long? Watermark);
