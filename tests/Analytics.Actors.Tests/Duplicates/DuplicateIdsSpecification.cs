using Analytics.Actors.Duplicates;
using Analytics.Contracts.Events;

namespace Analytics.Actors.Tests.Duplicates;

/// <summary>However events are cut into batches, taken back and stored and loaded in between: the same ones are dropped as in one straight run.</summary>
public sealed class DuplicateIdsSpecification
{
    [Theory]
    [InlineData(1, 1_000_000, 40)]
    [InlineData(2, 1_000_000, 5_000)]
    [InlineData(3, 64, 300)]
    [InlineData(4, 1, 20)]
    [InlineData(5, 10_000, 1_000_000)]
    public void Any_course_drops_the_same_events(int seed, int mostIds, int distinct)
    {
        for (var run = 0; run < 20; run++)
        {
            var random = new Random((seed * 1000) + run);
            var events = Events(random, distinct);
            var straight = new DuplicateIds(TimeSpan.FromSeconds(80), mostIds);
            straight.Restored(long.MinValue);
            Assert.Equal(Straight(straight, events), Course(events, mostIds, random));
        }
    }

    [Fact]
    public void It_agrees_with_a_set_while_nothing_is_forgotten()
    {
        var events = Events(new Random(9), 3_000);
        var ids = new DuplicateIds(TimeSpan.FromDays(1), int.MaxValue);
        ids.Restored(long.MinValue);
        var seen = new HashSet<UInt128>();
        Assert.Equal(events.Where(e => e.Id != 0 && !seen.Add(e.Id)).Select(e => e.Offset), Straight(ids, events));
        Assert.Equal(seen.Count, ids.Count);
    }

    private static List<long> Straight(DuplicateIds ids, EventRow[] events)
    {
        var dropped = new List<long>();
        ids.DropFrom(Batch(events), dropped);
        return dropped;
    }

    private static List<long> Course(EventRow[] events, int mostIds, Random random)
    {
        var (stored, now, cut) = (new StoredStates(), long.MinValue, 0);
        var dropped = new List<long>();
        var sinceCut = new List<long>();
        var ids = Load(stored, now, mostIds);
        for (var at = 0; at < events.Length;)
        {
            var to = Math.Min(events.Length, at + random.Next(1, 200));
            ids.DropFrom(Batch(events.AsSpan(at, to - at)), sinceCut);
            at = to;
            switch (random.Next(5))
            {
                case 0 or 1:
                    ids.WriteChanges(stored);
                    (now, cut) = (ids.Now, at);
                    dropped.AddRange(sinceCut);
                    sinceCut.Clear();
                    break;
                case 2:
                    ids.Revert();
                    at = cut;
                    sinceCut.Clear();
                    break;
                case 3:
                    ids = Load(stored, now, mostIds);
                    at = cut;
                    sinceCut.Clear();
                    break;
                default:
                    break;
            }
        }

        return [.. dropped, .. sinceCut];
    }

    private static DuplicateIds Load(StoredStates stored, long now, int mostIds)
    {
        var ids = new DuplicateIds(TimeSpan.FromSeconds(80), mostIds);
        foreach (var (key, state) in stored.Shuffled()) ids.Restore(key, state);
        ids.Restored(now);
        return ids;
    }

    private static EventRow[] Events(Random random, int distinct)
    {
        var events = new EventRow[3_000];
        var now = 0L;
        for (var i = 0; i < events.Length; i++)
        {
            now += random.Next(200) == 0 ? random.Next(30_000_000) : random.Next(100_000);
            events[i].Offset = i;
            events[i].ReceivedAt = now - random.Next(1_000_000);
            if (random.Next(20) > 0) events[i].Id = Spread((ulong)random.Next(distinct));
        }

        return events;
    }

    private static UInt128 Spread(ulong number) => new((number + 1) * 0x9E3779B97F4A7C15, (number + 1) * 0xC2B2AE3D27D4EB4F);

    private static EventBatch Batch(ReadOnlySpan<EventRow> events)
    {
        var batch = new EventBatch();
        foreach (ref readonly var row in events) batch.Add() = row;
        return batch;
    }
}
