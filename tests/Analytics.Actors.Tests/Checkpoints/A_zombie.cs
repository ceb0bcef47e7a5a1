using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Tests.Checkpoints;

/// <summary>An owner that goes on after another node took its shard over.</summary>
[Collection(PostgresServerCollection.Name)]
public sealed class A_zombie(PostgresServer server)
{
    public static TheoryData<string> PointsBeforeTheCommit => ["outbox-written", "state-written", "state-synced", "sent"];

    public static TheoryData<string> PointsBehindTheCommit => ["committed", "renaming", "renamed", "durable", "cleaned"];

    [PostgresTheory, MemberData(nameof(PointsBeforeTheCommit))]
    public void That_is_overtaken_before_it_commits_writes_nothing(string point)
    {
        var (zombie, heir) = OvertakeAt(point, out var error);
        using (zombie)
        using (heir)
        {
            Assert.Contains("node heir", Assert.IsType<StaleEpochException>(error).Message);
            AssertHeir(heir, new Dictionary<string, string> { ["a"] = "1", ["heir"] = "1" });
        }
    }

    [PostgresTheory, MemberData(nameof(PointsBehindTheCommit))]
    public void That_is_overtaken_behind_its_commit_leaves_that_checkpoint_and_nothing_after_it(string point)
    {
        var (zombie, heir) = OvertakeAt(point, out var error);
        using (zombie)
        using (heir)
        {
            Assert.Null(error);
            AssertHeir(heir, new Dictionary<string, string> { ["a"] = "2", ["zombie"] = "2", ["heir"] = "1" });
        }
    }

    [PostgresFact]
    public void That_compacts_stores_nothing()
    {
        using var zombie = new StoreUnderTest(StoreUnderTest.Postgres, server);
        using var heir = new StoreUnderTest(StoreUnderTest.Postgres, server) { Shard = zombie.Shard, Node = "heir" };
        var book = zombie.Own();
        for (var i = 0; i < 5; i++) book.Put("a", $"{i}").Cut();
        heir.Own().Put("heir", "1").Cut();
        var before = Rows(zombie);
        Assert.Throws<StaleEpochException>(book.Store.Compact);
        Assert.Equal(before, Rows(zombie));
        Assert.Equal(new Dictionary<string, string> { ["a"] = "4", ["heir"] = "1" }, heir.Restart().Entities);
    }

    [PostgresFact]
    public async Task That_writes_as_fast_as_it_can_loses_its_shard_between_two_checkpoints()
    {
        using var first = new StoreUnderTest(StoreUnderTest.Postgres, server);
        using var second = new StoreUnderTest(StoreUnderTest.Postgres, server) { Shard = first.Shard };
        var (owner, other) = (first, second);
        for (var round = 0; round < 15; round++)
        {
            var book = owner.Own();
            var started = new TaskCompletionSource();
            var writing = Task.Run(() => WriteUntilRefused(book, started));
            await started.Task;
            var heir = other.Own();
            var acknowledged = await writing;
            Assert.Equal(acknowledged, heir.Number);
            Assert.Equal($"{acknowledged}", heir.Entities["n"]);
            Assert.Empty(heir.Damage);
            (owner, other) = (other, owner);
        }
    }

    private (StoreUnderTest Zombie, StoreUnderTest Heir) OvertakeAt(string point, out Exception? error)
    {
        var zombie = new StoreUnderTest(StoreUnderTest.Postgres, server);
        var heir = new StoreUnderTest(StoreUnderTest.Postgres, server) { Shard = zombie.Shard, Node = "heir", Timeout = TimeSpan.FromSeconds(5) };
        zombie.Own().Put("a", "1").Cut("kept");
        zombie.Close();
        var isOvertaken = false;
        zombie.Options = zombie.Options with { Reached = reached => Overtake(reached) };
        var book = zombie.Own();

        // The heir writes files and checkpoints of the same numbers while the other's transaction is still open.
        error = Record.Exception(() => book.Put("a", "2").Put("zombie", "2").Cut("zombie's"));
        Assert.True(isOvertaken);
        var later = Assert.Throws<StaleEpochException>(() => book.Put("a", "3").Cut());
        Assert.Contains("Epoch 3 owns", later.Message);
        return (zombie, heir);

        void Overtake(string reached)
        {
            if (reached != point || isOvertaken) return;
            isOvertaken = true;
            heir.Own().Put("heir", "1").Cut("heir's");
        }
    }

    private static void AssertHeir(StoreUnderTest heir, Dictionary<string, string> expected)
    {
        var restarted = heir.Restart();
        Assert.Equal(expected, restarted.Entities);
        Assert.Empty(restarted.Damage);
        Assert.Equal(expected.ContainsKey("zombie") ? ["kept", "zombie's", "heir's"] : ["kept", "heir's"], restarted.Payloads());
        restarted.Put("heir", "2").Cut();
        Directory.Delete(heir.ShardFolder, true);
        Assert.Equal(restarted.Entities, heir.Restart().Entities);
    }

    private static long WriteUntilRefused(ShardBook book, TaskCompletionSource started)
    {
        try
        {
            while (true)
            {
                book.Put("n", $"{book.Number + 1}").Cut();
                started.TrySetResult();
            }
        }
        catch (StaleEpochException)
        {
            return book.Number;
        }
    }

    private static object? Rows(StoreUnderTest place) =>
        PostgresServer.Ask(place.Connection, $"SELECT count(*) FROM analytics.checkpoint_parts WHERE topic = '{place.Shard.Topic}'");
}
