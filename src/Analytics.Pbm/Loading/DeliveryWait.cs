using Analytics.Pbm.Api;

namespace Analytics.Pbm.Loading;

/// <summary>Waits until what is in the log now is in every sink. Any node of a cluster tells; a shard that moves meanwhile is waited for.</summary>
/// <param name="node">The node.</param>
/// <param name="patience">How long the node may be away meanwhile.</param>
internal sealed class DeliveryWait(NodeClient node, TimeSpan patience)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);
    private long _total;
    private long _missing = -1;

    /// <summary>Part done, from 0 to 1; negative before anything is known.</summary>
    public double Done => _missing < 0 || _total == 0 ? -1 : 1 - (double)_missing / _total;

    /// <summary>How it stands, for people.</summary>
    public string Line => _missing < 0 ? "waiting for the node" : $"{Output.Words.Count(_missing)} records are not in every sink yet";

    /// <summary>Waits.</summary>
    /// <exception cref="NodeException">The node was away for longer than allowed.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var first = await StatusAsync(cancellation);
        var ends = first.Shards.Select(shard => (shard.Topic, shard.Partition, shard.End))
            .Concat((first.Missing ?? []).Select(shard => (shard.Topic, shard.Partition, shard.End))).ToDictionary(shard => (shard.Topic, shard.Partition), shard => shard.End);
        while (true)
        {
            var shards = (await StatusAsync(cancellation)).Shards.ToDictionary(shard => (shard.Topic, shard.Partition));
            var missing = ends.Sum(end => shards.TryGetValue(end.Key, out var shard) ? Math.Max(0, end.Value - shard.DeliveredOffset) : end.Value);
            _total = Math.Max(_total, missing);
            Volatile.Write(ref _missing, missing);
            if (missing == 0) return;
            await Task.Delay(BetweenLooks, cancellation);
        }
    }

    private async Task<StatusAnswer> StatusAsync(CancellationToken cancellation)
    {
        var until = DateTime.UtcNow + patience;
        while (true)
        {
            try
            {
                return await node.GetAsync("/api/v1/status", ApiJson.Default.StatusAnswer, cancellation);
            }
            catch (NodeException) when (DateTime.UtcNow < until)
            {
                await Task.Delay(BetweenLooks * 4, cancellation);
            }
        }
    }
}
