using System.Text;
using Analytics.Processing.Enrichment;

namespace Analytics.Processing.Tests.Enrichment;

public class RecentValuesTests
{
    [Fact]
    public void It_never_holds_more_than_its_bound()
    {
        var recent = new RecentValues<int>(1000, 1);
        for (var i = 0; i < 10_000; i++)
        {
            Add(recent, $"key {i}", 0, i);
            Assert.InRange(recent.Count, 1, 1000);
        }

        Assert.InRange(Enumerable.Range(0, 10_000).Count(i => Find(recent, $"key {i}", 0) == i), 500, 1000);
    }

    [Fact]
    public void Half_its_bound_of_keys_stays_whatever_their_order()
    {
        var recent = new RecentValues<int>(2000, 1);
        for (var i = 0; i < 5000; i++) Add(recent, Key(i), i % 3, i);
        for (var round = 0; round < 3; round++)
            Assert.All(Enumerable.Range(4000, 1000), i => Assert.Equal(i, Find(recent, Key(i), i % 3)));

        static string Key(int i) => $"key {i}{new string('-', i % 60)}";
    }

    [Fact]
    public void What_is_used_outlives_a_flood_of_other_keys()
    {
        var recent = new RecentValues<int>(100, 1);
        Add(recent, "used", 0, 42);
        for (var i = 0; i < 10_000; i++)
        {
            Add(recent, $"key {i}", 0, i);
            Assert.Equal(42, Find(recent, "used", 0));
        }
    }

    [Fact]
    public void A_key_belongs_to_its_scope()
    {
        var recent = new RecentValues<int>(100, 1);
        Add(recent, "key", 1, 1);
        Assert.Null(Find(recent, "key", 2));
    }

    private static void Add(RecentValues<int> recent, string text, int scope, int value)
    {
        var key = Encoding.UTF8.GetBytes(text);
        recent.Add(key, scope, recent.Hash(key, scope), value);
    }

    private static int? Find(RecentValues<int> recent, string text, int scope)
    {
        var key = Encoding.UTF8.GetBytes(text);
        return recent.TryFind(key, scope, recent.Hash(key, scope), out var value) ? value : null;
    }
}
