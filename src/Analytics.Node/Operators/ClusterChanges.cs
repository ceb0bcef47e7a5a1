using System.Runtime.CompilerServices;
using Analytics.Node.Cluster;

namespace Analytics.Node.Operators;

/// <summary>What changes in the cluster, by asking it again and again.</summary>
internal sealed class ClusterChanges(ClusterStatus cluster, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly IReadOnlyList<View> Views = [View.Line("{at:instant} {text}")];

    /// <summary>How it is, then every change.</summary>
    public async IAsyncEnumerable<CommandAnswer> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var before = new Dictionary<string, string>(StringComparer.Ordinal);
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            var now = await ReadAsync();
            foreach (var (what, state) in now.OrderBy(one => one.Key, StringComparer.Ordinal))
                if (before.GetValueOrDefault(what) is var former && former != state) yield return Tell(what, former, state);
            foreach (var gone in before.Keys.Except(now.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList()) yield return Tell(gone, before[gone], null);
            before = now;
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    private async Task<Dictionary<string, string>> ReadAsync()
    {
        var (nodes, status) = (await cluster.NodesAsync(), await cluster.ReadAsync());
        var now = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in nodes.Nodes) now[$"node {node.Id}"] = node.Fault is null ? node.State : $"{node.State}: {node.Fault}";
        foreach (var shard in status.Shards) now[$"shard {shard.Topic}-{shard.Partition}"] = $"{shard.State} on {shard.Node}, epoch {shard.Epoch}";
        foreach (var shard in status.Missing) now[$"shard {shard.Topic}-{shard.Partition}"] = $"{shard.State}, last on {shard.Node ?? "no node"}, epoch {shard.Epoch}";
        return now;
    }

    private CommandAnswer Tell(string what, string? former, string? state)
    {
        var text = state is null ? $"{what} is gone" : former is null ? $"{what} is {state}" : $"{what} is {state} (was {former})";
        return new CommandAnswer(new { At = time.GetUtcNow().UtcDateTime, What = what, Before = former, Now = state, Text = text }, Views);
    }
}
