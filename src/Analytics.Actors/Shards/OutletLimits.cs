namespace Analytics.Actors.Shards;

/// <summary>How much a shard may have for its sinks before it cuts, and before it waits for them.</summary>
internal static class OutletLimits
{
    /// <summary>Whether what was encoded since the last cut is enough for one delivery.</summary>
    public static bool WantCut(this Outlet[] outlets, ShardOptions options)
    {
        foreach (var outlet in outlets)
            if (outlet.Rows >= options.CutRows || outlet.Bytes >= options.CutBytes) return true;
        return false;
    }

    /// <summary>Why nothing more may be read for sinks that are behind; null when it may.</summary>
    public static string? Pause(this Outlet[] outlets, ShardOptions options)
    {
        var (open, bytes) = (0, 0L);
        foreach (var outlet in outlets)
        {
            if (outlet.Lane.HoldsBack()) return "sink_busy";
            open = Math.Max(open, outlet.Open.Count);
            bytes += outlet.OpenBytes;
        }

        return open < options.OpenDeliveries && bytes < options.OutboxBytes ? null : "outbox_full";
    }
}
