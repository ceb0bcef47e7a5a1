using System.Collections.Concurrent;
using Analytics.Contracts.Sinks;
using Analytics.Node.Status;

namespace Analytics.Node.Cluster;

/// <summary>
/// How far tenants are, for answers: the lowest watermark over every shard of the cluster. A shard that cannot be asked stands where it was last seen, so that a watermark
/// never runs ahead of it.
/// </summary>
internal sealed class ClusterWatermarks(Members members, OwnShards own)
{
    private const int MostRemembered = 100_000;

    private readonly ConcurrentDictionary<(string Tenant, ShardId Shard), long> _seen = new();

    /// <summary>The tenant's watermark; null before its first event.</summary>
    public async Task<DateTimeOffset?> OfAsync(string tenant)
    {
        var found = await members.AskShardsAsync("watermarks?tenant=" + Uri.EscapeDataString(tenant), () => Task.FromResult(own.Watermarks(tenant)));
        if (_seen.Count > MostRemembered) _seen.Clear();
        long? lowest = null;
        foreach (var (_, part) in found.Shards)
        {
            if (part.Answer?.Watermark is not { } mark) continue;
            _seen[(tenant, new ShardId(part.Topic, part.Partition))] = mark;
            lowest = Math.Min(lowest ?? mark, mark);
        }

        foreach (var missing in found.Missing)
            if (_seen.TryGetValue((tenant, new ShardId(missing.Topic, missing.Partition)), out var mark)) lowest = Math.Min(lowest ?? mark, mark);
        return NodeStatusSource.Instant(lowest) is { } instant ? new DateTimeOffset(instant) : null;
    }
}
