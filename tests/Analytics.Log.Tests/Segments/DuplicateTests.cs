using Analytics.Contracts.Log;
using Analytics.Log.Segments;

namespace Analytics.Log.Tests.Segments;

public sealed class DuplicateTests
{
    private static readonly TimeSpan Horizon = TimeSpan.FromHours(24);
    private readonly ManualTime _time = new();
    private readonly FaultyDisk _disk = new();

    [Fact]
    public async Task Ids_are_known_after_a_kill_whether_in_full_segments_or_the_last_one()
    {
        var log = SmallLog.Open(_disk, _time, options => options with { SegmentBytes = 500 });
        for (var id = 1; id <= 50; id++) await log.Only().AppendIdsAsync(id);
        var killed = _disk.With();
        await log.DisposeAsync();

        await using var again = SmallLog.Open(killed, _time);
        Assert.All(await again.Only().AppendIdsAsync([.. Enumerable.Range(1, 50)]), offset => Assert.Equal(-1, offset));
        Assert.Equal(new long[] { 50 }, await again.Only().AppendIdsAsync(51));
    }

    [Fact]
    public async Task An_id_is_known_for_the_horizon_and_forgotten_an_eighth_of_it_later()
    {
        await using var log = SmallLog.Open(_disk, _time);
        await log.Only().AppendIdsAsync(1);
        _time.Advance(Horizon);
        Assert.Equal(new long[] { -1 }, await log.Only().AppendIdsAsync(1));
        _time.Advance(Horizon / 8);
        Assert.Equal(new long[] { 1 }, await log.Only().AppendIdsAsync(1));
    }

    [Fact]
    public async Task The_horizon_goes_on_across_a_restart()
    {
        await using (var log = SmallLog.Open(_disk, _time)) await log.Only().AppendIdsAsync(1);
        _time.Advance(Horizon - TimeSpan.FromSeconds(1));
        await using (var log = SmallLog.Open(_disk, _time)) Assert.Equal(new long[] { -1 }, await log.Only().AppendIdsAsync(1));
        _time.Advance(Horizon / 8 + TimeSpan.FromSeconds(2));
        await using (var log = SmallLog.Open(_disk, _time)) Assert.Equal(new long[] { 1 }, await log.Only().AppendIdsAsync(1));
    }

    [Fact]
    public async Task A_failed_append_does_not_make_its_retry_a_duplicate()
    {
        await using var log = SmallLog.Open(_disk, _time);
        _disk.Capacity = _disk.Contents().Sum(file => file.Value.Length) + 10;
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Only().AppendIdsAsync(1, 2, 3));
        _disk.Capacity = long.MaxValue;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new long[] { 0, 1, 2 }, await log.Only().AppendIdsAsync(1, 2, 3));
    }

    [Fact]
    public async Task Too_many_ids_shorten_the_horizon_and_it_says_so()
    {
        await using var log = SmallLog.Open(_disk, _time, options => options with { MaxDuplicateIds = 256 });
        Assert.Equal(Horizon, log.EffectiveHorizon);
        for (var id = 1; id <= 1000; id++)
        {
            await log.Only().AppendIdsAsync(id);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(log.EffectiveHorizon, TimeSpan.FromSeconds(200), TimeSpan.FromSeconds(260));
        Assert.Equal(new long[] { -1 }, await log.Only().AppendIdsAsync(800));
        Assert.Equal(new long[] { 1000 }, await log.Only().AppendIdsAsync(1));
    }

    [Fact]
    public async Task The_bound_on_ids_holds_for_all_partitions_together_and_when_opening()
    {
        SegmentLogOptions Two(SegmentLogOptions options) =>
            options with { MaxDuplicateIds = 320, SegmentBytes = 1000, Topics = [new TopicDescription("t", 2)] };
        await using (var log = SmallLog.Open(_disk, _time, Two))
        {
            for (var id = 1; id <= 300; id++) await log.Partition("t", 0).AppendIdsAsync(id);
            _time.Advance(TimeSpan.FromMinutes(1));
            for (var id = 1; id <= 300; id++) await log.Partition("t", 1).AppendIdsAsync(id);
            Assert.Equal(new long[] { 300 }, await log.Partition("t", 0).AppendIdsAsync(1));
            Assert.Equal(new long[] { -1 }, await log.Partition("t", 1).AppendIdsAsync(1));
        }

        await using var again = SmallLog.Open(_disk, _time, Two);
        Assert.Equal(new long[] { -1 }, await again.Partition("t", 1).AppendIdsAsync(2));
        Assert.Equal(new long[] { 301 }, await again.Partition("t", 0).AppendIdsAsync(2));
        Assert.True(again.EffectiveHorizon < Horizon);
    }

    [Fact]
    public async Task Ids_outlive_the_segments_that_retention_deletes()
    {
        SegmentLogOptions Tight(SegmentLogOptions options) => options with { SegmentBytes = 500, RetentionBytes = 1 };
        await using (var log = SmallLog.Open(_disk, _time, Tight)) for (var id = 1; id <= 50; id++) await log.Only().AppendIdsAsync(id);
        await using (var log = SmallLog.Open(_disk, _time, Tight)) Assert.NotEqual(0, log.ApplyRetention());
        await using (var log = SmallLog.Open(_disk, _time, Tight))
        {
            Assert.All(await log.Only().AppendIdsAsync([.. Enumerable.Range(1, 50)]), offset => Assert.Equal(-1, offset));
            _time.Advance(Horizon * 2);
            log.ApplyRetention();
        }

        Assert.DoesNotContain(_disk.Contents().Keys, path => path.EndsWith("00000000000000000000.ids", StringComparison.Ordinal));
    }

    [Fact]
    public void The_index_agrees_with_a_plain_set_under_any_mixture_of_additions_and_removals()
    {
        var random = new Random(5);
        var index = new DuplicateIndex(new DuplicateBudget(1_000_000), Horizon, seed: 9);
        var plain = new HashSet<UInt128>();
        for (var i = 0; i < 200_000; i++)
        {
            var id = new UInt128((ulong)random.Next(3), (ulong)random.Next(1, 20_000));
            if (random.Next(3) == 0 && plain.Remove(id)) index.Remove([id]);
            else Assert.Equal(plain.Add(id), index.TryAdd(id, i));
        }

        Assert.Equal(plain.Count, index.Count);
        Assert.All(plain, id => Assert.False(index.TryAdd(id, 0)));
    }
}
