using Analytics.Actors.Entities;
using Analytics.Actors.Shards;

namespace Analytics.Node.Telemetry;

/// <summary>Entities by kind, for gauges: a question to the shards at most every five seconds, whose answer nobody waits for.</summary>
internal sealed class ActorCounts(ShardRegion region, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private volatile IReadOnlyList<KeyValuePair<string, EntityCounts>> _counts = [];
    private Task _asking = Task.CompletedTask;
    private long _askedAt;

    /// <summary>The counts of a few seconds ago; none before the first answer.</summary>
    public IReadOnlyList<KeyValuePair<string, EntityCounts>> Read()
    {
        lock (_gate)
        {
            if (_asking.IsCompleted && (_askedAt == 0 || time.GetElapsedTime(_askedAt) >= Freshness)) (_askedAt, _asking) = (time.GetTimestamp(), AskAsync());
        }

        return _counts;
    }

    private async Task AskAsync()
    {
        var answers = await region.AskAllAsync(view => view.Kinds.Select(kind => KeyValuePair.Create(kind.Name, kind.Counts)).ToList());
        _counts = [.. answers.SelectMany(a => a).GroupBy(a => a.Key, a => a.Value, StringComparer.Ordinal)
            .Select(g => KeyValuePair.Create(g.Key, new EntityCounts(g.Sum(c => c.Live), g.Sum(c => c.Passive), g.Sum(c => c.LiveBytes))))];
    }
}
