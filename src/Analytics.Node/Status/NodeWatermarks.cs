namespace Analytics.Node.Status;

/// <summary>Watermarks of tenants, for answers.</summary>
internal sealed class NodeWatermarks(NodeParts parts)
{
    /// <summary>The tenant's lowest watermark over the shards that know it; null before its first event.</summary>
    public DateTimeOffset? Of(string tenant)
    {
        var marks = parts.Region.Status.SelectMany(s => s.Tenants).Where(t => t.Tenant == tenant).Select(t => t.WatermarkMicros).ToList();
        return marks.Count == 0 ? null : NodeStatusSource.Instant(marks.Min()) is { } instant ? new DateTimeOffset(instant) : null;
    }
}
