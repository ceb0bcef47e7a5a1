using Analytics.Actors.Shards;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>Shards cut once an interval, and not all at the same time.</summary>
public sealed class CutRhythmTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    public void Shards_that_begin_together_are_spread_over_the_interval_after_their_second_cut(int shards)
    {
        var cuts = Enumerable.Range(0, shards).Select(partition => Cuts(new ShardId("raw_events", partition), TimeSpan.FromSeconds(7)).ElementAt(2).TotalSeconds % 1).Order().ToArray();

        var gaps = cuts.Zip(cuts[1..].Append(cuts[0] + 1), (cut, next) => next - cut).ToArray();
        Assert.InRange(gaps.Max(), 0, 2.0 / shards);
        Assert.InRange(gaps.Min(), 0.3 / shards, 1);
    }

    [Fact]
    public void A_shard_keeps_its_instant_of_each_interval()
    {
        var cuts = Cuts(new ShardId("raw_events", 2), TimeSpan.FromMilliseconds(123_456)).Skip(2).Take(5).ToArray();

        Assert.All(cuts.Zip(cuts[1..], (cut, next) => next - cut), gap => Assert.Equal(Second, gap));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(999)]
    [InlineData(86_400_123)]
    public void From_one_cut_to_the_next_is_an_interval_at_most_and_half_of_one_at_least(int milliseconds)
    {
        for (var partition = 0; partition < 64; partition++)
            Assert.InRange(new CutRhythm(new ShardId("raw_events", partition)).After(TimeSpan.FromMilliseconds(milliseconds), Second), Second / 2, Second);
    }

    [Fact]
    public void Without_an_interval_there_is_nothing_to_wait_for() => Assert.Equal(TimeSpan.Zero, new CutRhythm(new ShardId("raw_events", 1)).After(Second, TimeSpan.Zero));

    private static IEnumerable<TimeSpan> Cuts(ShardId shard, TimeSpan first)
    {
        var rhythm = new CutRhythm(shard);
        for (var cut = first; ; cut += rhythm.After(cut, Second)) yield return cut;
    }
}
