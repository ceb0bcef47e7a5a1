using Analytics.Node.Status;

namespace Analytics.Node.Cluster;

/// <summary>The ways that nodes have to the same sink, as one: counts add, the worst state is the state.</summary>
internal static class SinkMerge
{
    private static readonly string[] FromBest = ["up", "slow", "down", "paused"];

    /// <summary>The sinks of all nodes, by name.</summary>
    public static IReadOnlyList<SinkStatusAnswer> Merge(IEnumerable<(string Node, IReadOnlyList<SinkStatusAnswer> Sinks)> nodes)
    {
        var all = nodes.ToList();
        return
        [
            .. all.SelectMany(node => node.Sinks.Select(sink => (node.Node, Sink: sink))).GroupBy(one => one.Sink.Name, StringComparer.Ordinal)
                .OrderBy(same => same.Key, StringComparer.Ordinal).Select(same => One([.. same], all.Count(node => node.Sinks.Count > 0) > 1)),
        ];
    }

    private static SinkStatusAnswer One(List<(string Node, SinkStatusAnswer Sink)> ways, bool severalNodes)
    {
        var worst = ways.OrderByDescending(way => Array.IndexOf(FromBest, way.Sink.State)).ThenBy(way => way.Sink.Since).First();
        return worst.Sink with
        {
            LastError = worst.Sink.LastError is { } error && severalNodes ? $"{worst.Node}: {error}" : worst.Sink.LastError,
            BacklogDeliveries = ways.Sum(way => way.Sink.BacklogDeliveries),
            BacklogBytes = ways.Sum(way => way.Sink.BacklogBytes),
            BacklogRows = ways.Sum(way => way.Sink.BacklogRows),
            Delivered = ways.Sum(way => way.Sink.Delivered),
            Retries = ways.Sum(way => way.Sink.Retries),
        };
    }
}
