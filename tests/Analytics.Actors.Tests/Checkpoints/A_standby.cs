using Analytics.Actors.Checkpoints;
using Analytics.Actors.Checkpoints.Postgres;

namespace Analytics.Actors.Tests.Checkpoints;

[Collection(PostgresServerCollection.Name)]
public sealed class A_standby(PostgresServer server)
{
    [PostgresFact]
    public void Has_nearly_everything_when_it_takes_over()
    {
        using var owner = new StoreUnderTest(StoreUnderTest.Postgres, server, new FileCheckpointOptions { CompactionMinBytes = 4000, SegmentBytes = 3000 });
        using var standby = new StoreUnderTest(StoreUnderTest.Postgres, server) { Shard = owner.Shard };
        using var follower = new PostgresStandby(standby.InPostgres, onError: (said, error) => throw new InvalidOperationException(said, error));
        follower.Follow([owner.Shard]);
        follower.Refresh();
        Assert.Empty(follower.Copies);
        var book = owner.Own();
        for (var i = 0; i < 40; i++)
        {
            book.Put($"k{i % 9}", string.Concat(Enumerable.Range(0, 60).Select(n => (char)('a' + (((n * 31) + (i * 7)) % 26))))).Cut(i % 5 == 0 ? $"payload {i}" : null);
            if (i % 10 == 9) book.Settle();
            if (book.Store.WantsCompaction) book.Store.Compact();
            if (i % 3 == 0) follower.Refresh();
        }

        follower.Refresh();
        var copy = Assert.Single(follower.Copies);
        Assert.Equal((owner.Shard, book.Number), (copy.Shard, copy.Number));
        Assert.InRange(DateTimeOffset.UtcNow - copy.WrittenAt, TimeSpan.FromSeconds(-10), TimeSpan.FromSeconds(60));
        Assert.Equal(FilesOf(owner), FilesOf(standby));

        // One checkpoint more, that the standby has not seen; then the owner is gone.
        var before = standby.InPostgres.Traffic.ReceivedBytes;
        book.Put("last", new string('l', 100)).Cut();
        owner.Close();
        var heir = standby.Own();
        Assert.Equal(book.Entities, heir.Entities);
        Assert.Empty(heir.Damage);
        Assert.InRange(standby.InPostgres.Traffic.ReceivedBytes - before, 100, 300);
    }

    [PostgresFact]
    public void Leaves_shards_alone_that_its_node_owns_and_follows_them_when_they_are_let_go()
    {
        using var one = new StoreUnderTest(StoreUnderTest.Postgres, server);
        using var two = new StoreUnderTest(StoreUnderTest.Postgres, server) { Shard = one.Shard };
        using var follower = new PostgresStandby(one.InPostgres);
        follower.Follow([one.Shard]);
        var book = one.Own().Put("a", "1").Cut();
        follower.Refresh();
        Assert.Empty(follower.Copies);
        book.Put("a", "2").Cut();
        book.Store.Dispose();
        var heir = two.Own().Put("a", "3").Cut();
        follower.Refresh();
        Assert.Equal(heir.Number, Assert.Single(follower.Copies).Number);
        Assert.Equal(FilesOf(two), FilesOf(one));
        Assert.Equal("3", one.Own().Entities["a"]);
    }

    [PostgresFact]
    public void Grows_old_while_PostgreSQL_is_away_and_catches_up()
    {
        var connection = server.CreateDatabase();
        using var owner = new StoreUnderTest(StoreUnderTest.Postgres, server, connection: connection);
        using var standby = new StoreUnderTest(StoreUnderTest.Postgres, server, connection: connection) { Shard = owner.Shard };
        var said = new List<string>();
        using var follower = new PostgresStandby(standby.InPostgres, onError: (text, _) => said.Add(text));
        follower.Follow([owner.Shard]);
        var book = owner.Own().Put("a", "1").Cut();
        follower.Refresh();
        using (server.TakeDown(connection)) follower.Refresh();
        Assert.Single(said);
        Assert.Equal(1, Assert.Single(follower.Copies).Number);
        new ShardBook(book.Store).Recover().Put("a", "2").Cut();
        follower.Refresh();
        Assert.Equal(2, Assert.Single(follower.Copies).Number);
        Assert.Equal(FilesOf(owner), FilesOf(standby));
    }

    [PostgresFact]
    public async Task Follows_in_the_background()
    {
        using var owner = new StoreUnderTest(StoreUnderTest.Postgres, server);
        using var standby = new StoreUnderTest(StoreUnderTest.Postgres, server) { Shard = owner.Shard };
        using var follower = new PostgresStandby(standby.InPostgres, TimeSpan.FromMilliseconds(10));
        follower.Follow([owner.Shard]);
        follower.Start();
        var book = owner.Own().Put("a", "1").Cut().Put("a", "2").Cut();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (follower.Copies.All(copy => copy.Number != book.Number)) await Task.Delay(5, limit.Token);
        Assert.Equal("2", standby.Own().Entities["a"]);
    }

    private static Dictionary<string, string> FilesOf(StoreUnderTest place) =>
        Directory.GetFiles(place.ShardFolder, "*-*").ToDictionary(path => Path.GetFileName(path), path => Convert.ToHexString(File.ReadAllBytes(path)));
}
