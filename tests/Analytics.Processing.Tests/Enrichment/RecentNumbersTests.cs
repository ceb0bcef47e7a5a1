using Analytics.Processing.Enrichment;

namespace Analytics.Processing.Tests.Enrichment;

public class RecentNumbersTests
{
    [Fact]
    public void It_never_holds_more_than_its_bound()
    {
        var recent = new RecentNumbers<int>(1000, 1);
        for (var i = 1; i < 10_000; i++)
        {
            Add(recent, i);
            Assert.InRange(recent.Count, 1, 1000);
        }

        Assert.InRange(Enumerable.Range(1, 9_999).Count(i => Find(recent, i) == i), 500, 1000);
    }

    [Fact]
    public void Half_its_bound_of_keys_stays_whatever_their_order()
    {
        var recent = new RecentNumbers<int>(2000, 1);
        for (var i = 1; i < 5000; i++) Add(recent, i);
        for (var round = 0; round < 3; round++)
            Assert.All(Enumerable.Range(4000, 1000), i => Assert.Equal(i, Find(recent, i)));
    }

    [Fact]
    public void What_is_used_outlives_a_flood_of_other_keys()
    {
        var recent = new RecentNumbers<int>(100, 1);
        Add(recent, 1_000_000);
        for (var i = 1; i < 10_000; i++)
        {
            Add(recent, i);
            Assert.Equal(1_000_000, Find(recent, 1_000_000));
        }
    }

    private static void Add(RecentNumbers<int> recent, int i) => recent.Add((ulong)i, recent.Hash((ulong)i), i);

    private static int? Find(RecentNumbers<int> recent, int i) => recent.TryFind((ulong)i, recent.Hash((ulong)i), out var value) ? value : null;
}
