using System.Text;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Shards;

/// <summary>
/// When a shard cuts: once an interval, at an instant of the interval that is the shard's own. Shards that all begin with the same event would otherwise cut together ever after, and
/// processors, disk and stores would have nothing to do for most of a second and too much for the rest, in which everybody waits.
/// </summary>
internal readonly struct CutRhythm
{
    // Neighbours in this sequence are as far from each other as they can be, however many there are.
    private const double GoldenRatio = 0.6180339887498949;
    private readonly double _phase;

    public CutRhythm(ShardId shard)
    {
        // Lanes begin at different instants, too.
        var lane = KeyHash.Compute(Encoding.UTF8.GetBytes(shard.Topic), 0) / (double)ulong.MaxValue;
        _phase = (lane + (shard.Partition * GoldenRatio)) % 1;
    }

    /// <summary>From one cut to the next: an interval at most and half of one at least.</summary>
    /// <param name="last">When it cut last, on the shard's clock.</param>
    /// <param name="interval">Longest time between two cuts.</param>
    public TimeSpan After(TimeSpan last, TimeSpan interval)
    {
        if (interval <= TimeSpan.Zero) return TimeSpan.Zero;
        var own = interval * _phase;
        var since = TimeSpan.FromTicks((last - own).Ticks % interval.Ticks);
        var rest = since < TimeSpan.Zero ? -since : interval - since;
        return rest > interval / 2 ? rest : interval / 2;
    }
}
