using Analytics.Sinks.ClickHouse.History;

namespace Analytics.Sinks.Tests.ClickHouse;

/// <summary>A partition is asked for in stretches of offsets that hold few enough events, wherever among its offsets they are.</summary>
public sealed class HistoryStretchTests
{
    [Fact]
    public void Events_that_lie_evenly_make_even_stretches() =>
        Assert.Equal([new(1000, 1300), new(1300, 1600), new(1600, 1900), new(1900, 2000)], Cut(Enumerable.Range(0, 10).ToDictionary(i => (long)i, _ => 100L), most: 300));

    [Fact]
    public void Offsets_of_others_make_a_stretch_longer() => Assert.Equal([new(1000, 1900), new(1900, 2000)], Cut(new() { [2] = 100, [7] = 200, [9] = 50 }, most: 300));

    [Fact]
    public void A_piece_with_more_than_wanted_is_cut_evenly() => Assert.Equal([new(1000, 1300), new(1300, 1333), new(1333, 1366), new(1366, 2000)], Cut(new() { [0] = 10, [3] = 900, [5] = 1 }, most: 301));

    [Fact]
    public void Every_event_is_in_one_stretch_and_hardly_more_than_wanted_are_in_any()
    {
        var random = new Random(3);
        for (var round = 0; round < 500; round++)
        {
            var offsets = Enumerable.Range(0, random.Next(1, 400)).Select(_ => 1000 + (long)(Math.Pow(random.NextDouble(), 3) * 1000)).Distinct().ToList();
            var most = random.Next(1, 60);
            var stretches = Cut(offsets.GroupBy(offset => (offset - 1000) / 100).ToDictionary(piece => piece.Key, piece => (long)piece.Count()), most);
            Assert.All(offsets, offset => Assert.Single(stretches, stretch => offset >= stretch.From && offset < stretch.To));
            Assert.All(stretches.Zip(stretches.Skip(1)), pair => Assert.True(pair.First.From < pair.First.To && pair.First.To <= pair.Second.From));
        }
    }

    private static List<HistoryStretch> Cut(Dictionary<long, long> counts, long most) => [.. HistoryStretch.Cut(new HistoryRange("t", 0, counts.Values.Sum(), 1000, 2000), counts, 100, most)];
}
