using Analytics.Actors.Checkpoints;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Tests.Checkpoints;

/// <summary>What every store of checkpoints does.</summary>
[Collection(PostgresServerCollection.Name)]
public sealed class Any_checkpoint_store(PostgresServer server)
{
    public static TheoryData<string> Kinds => [.. StoreUnderTest.Kinds];

    public static TheoryData<string, string> Points()
    {
        var data = new TheoryData<string, string>();
        foreach (var kind in StoreUnderTest.Kinds)
        {
            string[] own = kind == StoreUnderTest.Postgres ? ["sent", "committed"] : [];
            foreach (var point in (string[])["outbox-written", "state-written", "state-synced", .. own, "renaming", "renamed", "durable", "cleaned"]) data.Add(kind, point);
        }

        return data;
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Gives_back_what_was_written_last(string kind)
    {
        using var place = new StoreUnderTest(kind, server);
        var book = place.Own();
        Assert.Equal((0, 0), (book.Number, book.Entities.Count));
        book.Put("a", "1").Put("b", new string('x', 3000)).Cut("first payload").Put("a", "2").Remove("b").Put("c", "").Cut(new string('y', 5000));
        var restarted = place.Restart();
        Assert.Equal(2, restarted.Number);
        Assert.Empty(restarted.Damage);
        Assert.Equal(new Dictionary<string, string> { ["a"] = "2", ["c"] = "" }, restarted.Entities);
        Assert.Equal(["first payload", new string('y', 5000)], restarted.Payloads());
        Assert.Equal(("2", null, ""), (restarted.Read("a"), restarted.Read("b"), restarted.Read("c")));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Goes_on_where_it_was_after_each_of_many_restarts(string kind)
    {
        using var place = new StoreUnderTest(kind, server, new FileCheckpointOptions { SegmentBytes = 2000 });
        var expected = new Dictionary<string, string>();
        for (var round = 0; round < 12; round++)
        {
            var book = round % 3 == 2 ? place.Own() : place.Restart();
            Assert.Equal(expected, book.Entities);
            for (var i = 0; i < 4; i++)
            {
                book.Put($"k{(round * 5) + i}", new string((char)('a' + round), 100)).Remove($"k{(round * 4) - i}").Cut(i % 2 == 0 ? $"payload {round} {i}" : null);
                if (i == 2) book.Settle();
            }

            expected = new Dictionary<string, string>(book.Entities);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Keeps_three_generations_and_tells_of_them(string kind)
    {
        using var place = new StoreUnderTest(kind, server);
        var book = place.Own();
        for (var i = 0; i < 6; i++) book.Put("a", $"{i}").Cut("payload").Settle();
        Assert.Equal([6, 5, 4], book.Store.Generations.Select(generation => generation.Number));
        Assert.Equal(4, book.Store.LowestOffset);
        var before = book.Store.Generations.Select(generation => generation.WrittenAt).ToList();
        var restarted = place.Restart();
        Assert.Equal([6, 5, 4], restarted.Store.Generations.Select(generation => generation.Number));
        Assert.All(restarted.Store.Generations.Zip(before), pair => Assert.InRange(pair.First.WrittenAt - pair.Second, TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5)));
        Assert.Equal((3, 1), (restarted.Store.Footprint.Generations, restarted.Store.Footprint.Entities));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Compacts_without_losing_anything(string kind)
    {
        using var place = new StoreUnderTest(kind, server, new FileCheckpointOptions { CompactionMinBytes = 2000, SegmentBytes = 1500, RelocationsAtOnce = 3 });
        var book = place.Own();
        for (var i = 0; i < 80; i++)
        {
            book.Put($"lone{i / 8}", $"{i}").Put("busy", new string('b', 200)).Put($"gone{i}", "x").Remove($"gone{i - 1}").Cut();
            if (book.Store.WantsCompaction) book.Store.Compact();
        }

        Assert.True(book.Store.Footprint.Compactions > 2);
        Assert.InRange(book.Store.Footprint.StateBytes, 1, 8000);
        Assert.All(book.Entities, entity => Assert.Equal(entity.Value, book.Read(entity.Key)));
        var restarted = place.Restart();
        Assert.Equal(book.Entities, restarted.Entities);
        Assert.Empty(restarted.Damage);
    }

    [Theory, MemberData(nameof(Points))]
    public void Has_the_former_checkpoint_or_the_new_one_wherever_a_write_breaks(string kind, string point)
    {
        using var place = new StoreUnderTest(kind, server);
        place.Own().Put("a", "1").Put("b", "1").Cut("first");
        place.Close();
        place.Options = place.Options with { Reached = reached => Break(reached == point) };
        var book = place.Own();
        Assert.Throws<IOException>(() => book.Put("a", "2").Remove("b").Cut("second"));

        // The same owner again, as a shard does that failed, and another process.
        var again = new ShardBook(book.Store).Recover();
        place.Options = place.Options with { Reached = null };
        var restarted = place.Restart();
        Assert.Empty(again.Damage.Concat(restarted.Damage));
        Assert.Equal(again.Entities, restarted.Entities);
        Assert.Equal(again.Payloads().Count(), restarted.Payloads().Count());
        var isNew = restarted.Entities["a"] == "2";
        Assert.Equal(isNew ? ["first", "second"] : ["first"], restarted.Payloads());
        Assert.Equal(!isNew, restarted.Entities.ContainsKey("b"));
        restarted.Put("c", "3").Cut("third");
        Assert.Equal(restarted.Entities, place.Restart().Entities);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Counts_epochs_of_a_shard_up_whoever_opens_it(string kind)
    {
        using var place = new StoreUnderTest(kind, server);
        var epochs = new List<long> { place.Open().Epoch, place.Open().Epoch };
        place.Close();
        epochs.Add(place.Open().Epoch);
        place.Store.Open(place.Neighbour);
        epochs.Add(place.Open().Epoch);
        Assert.Equal(epochs.Order().Distinct(), epochs);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Refuses_the_former_owner_of_a_shard_and_nobody_else(string kind)
    {
        using var place = new StoreUnderTest(kind, server);
        var former = place.Own().Put("a", "1").Cut();
        var neighbour = new ShardBook(place.Store.Open(place.Neighbour)).Recover();
        var owner = place.Own();
        Assert.Throws<StaleEpochException>(() => former.Put("a", "9").Cut());
        Assert.Throws<StaleEpochException>(() => new ShardBook(former.Store).Recover());
        owner.Put("b", "2").Cut();
        neighbour.Put("n", "1").Cut();
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, place.Restart().Entities);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Lets_one_process_at_a_time_use_its_folder(string kind)
    {
        using var place = new StoreUnderTest(kind, server);
        place.Open();
        Assert.Contains($"process {Environment.ProcessId}", Assert.Throws<StaleEpochException>(() => new FileCheckpointStore(place.Folder)).Message);
    }

    private static void Break(bool now)
    {
        if (now) throw new IOException("broken here");
    }
}
