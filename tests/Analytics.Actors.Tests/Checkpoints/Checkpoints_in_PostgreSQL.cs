using Analytics.Actors.Checkpoints;
using Analytics.Actors.Checkpoints.Postgres;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Tests.Checkpoints;

/// <summary>PostgreSQL is the truth, the folder is a cache.</summary>
[Collection(PostgresServerCollection.Name)]
public sealed class Checkpoints_in_PostgreSQL(PostgresServer server)
{
    [PostgresFact]
    public void Come_back_whole_on_a_node_that_never_had_them()
    {
        using var place = Filled(out var expected);
        using var other = new StoreUnderTest(StoreUnderTest.Postgres, server) { Shard = place.Shard };
        var book = other.Own();
        Assert.Equal(expected, book.Entities);
        Assert.Equal(["one", "two"], book.Payloads());
        Assert.True(other.InPostgres.Traffic.ReceivedBytes > 3000);
        Assert.All(expected, entity => Assert.Equal(entity.Value, book.Read(entity.Key)));
    }

    [PostgresFact]
    public void Are_not_downloaded_where_they_are()
    {
        using var place = Filled(out var expected);
        Assert.Equal(expected, place.Restart().Entities);
        Assert.Equal(0, place.InPostgres.Traffic.ReceivedBytes);
        Assert.True(place.InPostgres.Traffic.ReusedBytes > 3000);
    }

    [PostgresTheory, InlineData(true), InlineData(false)]
    public void Are_downloaded_where_the_copy_is_damaged_and_only_there(bool flip)
    {
        using var place = Filled(out var expected);
        foreach (var path in Directory.GetFiles(place.ShardFolder, "*-*").Order())
        {
            var length = new FileInfo(path).Length;
            for (var position = 0L; position < length; position += Math.Max(1, length / 4))
            {
                place.Close();
                Damage(path, position, flip);
                var book = place.Own();
                Assert.Equal(expected, book.Entities);
                Assert.Equal(["one", "two"], book.Payloads());
                Assert.Empty(book.Damage);
                if (flip) Assert.InRange(place.InPostgres.Traffic.ReceivedBytes, path.Contains("manifest") ? 0 : 1, 700);
            }
        }
    }

    [PostgresFact]
    public void Replace_a_copy_that_grew_old_and_one_of_something_else()
    {
        using var place = Filled(out _);
        place.Close();
        var old = Directory.CreateDirectory(Path.Combine(place.Folder, "old")).FullName;
        foreach (var path in Directory.GetFiles(place.ShardFolder)) File.Copy(path, Path.Combine(old, Path.GetFileName(path)));
        var book = place.Own();
        for (var i = 0; i < 6; i++) book.Put($"later{i}", "1").Put("busy", $"{i}").Cut("later").Settle();
        place.Close();
        Directory.Delete(place.ShardFolder, true);
        Directory.Move(old, place.ShardFolder);
        File.WriteAllText(CheckpointFolder.StatePath(place.ShardFolder, 77), "not a state file");
        File.WriteAllText(CheckpointFolder.ManifestPath(place.ShardFolder, 99), "not a manifest");
        var restarted = place.Own();
        Assert.Equal(book.Entities, restarted.Entities);
        Assert.Empty(restarted.Damage);
        Assert.Equal(book.Number, restarted.Number);
        Assert.True(place.InPostgres.Traffic.ReusedBytes > 3000);
    }

    [PostgresFact]
    public void Give_a_payload_again_whose_copy_is_lost_while_the_shard_runs()
    {
        using var place = Filled(out _);
        var book = place.Restart();
        foreach (var path in Directory.GetFiles(place.ShardFolder, "outbox-*")) File.Delete(path);
        Assert.Equal(["one", "two"], book.Payloads());
    }

    [PostgresFact]
    public void That_are_damaged_there_come_from_the_copy_or_from_an_older_generation()
    {
        using var place = Filled(out var expected);
        place.Close();
        PostgresServer.Ask(place.Connection, $"""
            UPDATE analytics.checkpoint_parts SET content = set_byte(content, 5, get_byte(content, 5) # 16)
            WHERE topic = '{place.Shard.Topic}' AND kind = 1 AND (file, position) = (SELECT file, position FROM analytics.checkpoint_parts
              WHERE topic = '{place.Shard.Topic}' AND kind = 1 ORDER BY file DESC, position DESC LIMIT 1)
            """);
        var book = place.Own();
        Assert.Equal(expected, book.Entities);
        Assert.Empty(book.Damage);
        place.Close();
        Directory.Delete(place.ShardFolder, true);
        var older = place.Own();
        Assert.Equal("5", older.Entities["busy"]);
        Assert.NotEmpty(older.Damage);
        older.Put("after", "1").Cut();
        Assert.Equal(older.Entities, place.Restart().Entities);
    }

    [PostgresFact]
    public void Take_no_notice_of_connections_that_died_while_nobody_used_them()
    {
        var connection = server.CreateDatabase();
        using var place = new StoreUnderTest(StoreUnderTest.Postgres, server, connection: connection);
        var book = place.Own().Put("a", "1").Cut();
        server.TakeDown(connection).Dispose();
        book.Put("a", "2").Cut();
        server.TakeDown(connection).Dispose();
        Assert.Equal("2", new ShardBook(book.Store).Recover().Entities["a"]);
        server.TakeDown(connection).Dispose();
        Assert.Equal("2", place.Own().Entities["a"]);
    }

    [PostgresFact]
    public void Survive_a_connection_that_breaks_in_the_middle()
    {
        var connection = server.CreateDatabase();
        using var place = new StoreUnderTest(StoreUnderTest.Postgres, server, connection: connection);
        var isBroken = false;
        place.Own().Put("a", "1").Cut("kept");
        place.Close();
        place.Options = place.Options with { Reached = Break };
        var book = place.Own();
        Assert.IsNotType<StaleEpochException>(Assert.ThrowsAny<IOException>(() => book.Put("a", "2").Cut("lost")));
        Assert.Contains("recover first", Assert.ThrowsAny<IOException>(() => book.Cut()).Message);
        var again = new ShardBook(book.Store).Recover();
        Assert.Equal("1", again.Entities["a"]);
        Assert.Equal(["kept"], again.Payloads());
        again.Put("a", "2").Cut();
        Assert.Equal("2", place.Restart().Entities["a"]);

        void Break(string reached)
        {
            if (reached != "sent" || isBroken) return;
            isBroken = true;
            server.TakeDown(connection).Dispose();
        }
    }

    [PostgresFact]
    public void Wait_while_PostgreSQL_is_away_and_lose_nothing()
    {
        var connection = server.CreateDatabase();
        using var place = new StoreUnderTest(StoreUnderTest.Postgres, server, connection: connection);
        var book = place.Own().Put("a", "1").Cut("kept");
        using (server.TakeDown(connection))
        {
            Assert.ThrowsAny<IOException>(() => book.Put("a", "2").Cut());
            Assert.ThrowsAny<IOException>(() => new ShardBook(book.Store).Recover());
            Assert.ThrowsAny<IOException>(() => place.Open());
            Assert.Equal("1", book.Read("a"));
            Assert.Equal(["kept"], book.Payloads());
        }

        Assert.Equal("3", new ShardBook(book.Store).Recover().Put("a", "3").Cut().Read("a"));
        Assert.Equal("3", place.Restart().Entities["a"]);
    }

    [PostgresFact]
    public void Keep_every_byte_that_a_generation_needs_and_no_other()
    {
        using var place = new StoreUnderTest(StoreUnderTest.Postgres, server, new FileCheckpointOptions { CompactionMinBytes = 1000, SegmentBytes = 800, RelocationsAtOnce = 2 });
        var book = place.Own();
        for (var i = 0; i < 60; i++)
        {
            book.Put($"k{i % 7}", new string('x', 90)).Cut(i % 3 == 0 ? $"payload {i}" : null);
            if (i % 4 == 0) book.Settle();
            if (book.Store.WantsCompaction) book.Store.Compact();
            if (i % 20 == 19) book = place.Restart();
        }

        Assert.True(book.Store.Footprint.Generations == 3);
        book.Put("last", "1").Cut();
        Assert.Equal(LocalFiles(place), StoredFiles(place));

        // Each of the three alone is whole: the newer ones are cut away one by one.
        for (var i = 0; i < 2; i++)
        {
            place.Close();
            PostgresServer.Ask(place.Connection, $"""
                DELETE FROM analytics.checkpoint_manifests WHERE topic = '{place.Shard.Topic}'
                AND number = (SELECT max(number) FROM analytics.checkpoint_manifests WHERE topic = '{place.Shard.Topic}')
                """);
            Directory.Delete(place.ShardFolder, true);
            Assert.Empty(place.Own().Damage);
        }
    }

    [PostgresFact]
    public void Are_compressed_in_bounded_parts()
    {
        using var place = new StoreUnderTest(StoreUnderTest.Postgres, server);
        place.Own().Put("wide", string.Concat(Enumerable.Range(0, 4000).Select(i => $"{i % 10}/page"))).Cut();
        Assert.True(place.InPostgres.Traffic.SentBytes > 20_000);
        Assert.Equal(700, PostgresServer.Ask(place.Connection, $"SELECT max(length) FROM analytics.checkpoint_parts WHERE topic = '{place.Shard.Topic}'"));
        using var large = new PostgresCheckpointStore(
            new PostgresCheckpointOptions { Connection = place.Connection, Folder = Path.Combine(place.Folder, "large") });
        new ShardBook(large.Open(place.Neighbour)).Recover().Put("wide", string.Concat(Enumerable.Range(0, 4000).Select(i => $"{i % 10}/page"))).Cut();
        Assert.True(large.Traffic.SentContentBytes < large.Traffic.SentBytes / 4);
        Assert.Equal(1L, PostgresServer.Ask(place.Connection, $"SELECT count(*) FROM analytics.checkpoint_parts WHERE topic = '{place.Shard.Topic}' AND partition = 4 AND codec = 2"));
    }

    private StoreUnderTest Filled(out Dictionary<string, string> entities)
    {
        var place = new StoreUnderTest(StoreUnderTest.Postgres, server, new FileCheckpointOptions { SegmentBytes = 2500 });
        var book = place.Own();
        for (var i = 0; i < 7; i++)
            book.Put($"k{i}", string.Concat(Enumerable.Range(0, 500).Select(n => (char)('a' + (((n * 31) + (i * 7)) % 26))))).Put("busy", $"{i}").Cut(i switch { 2 => "one", 5 => "two", _ => null });
        entities = new Dictionary<string, string>(book.Entities);
        return place;
    }

    private static void Damage(string path, long position, bool flip)
    {
        var bytes = File.ReadAllBytes(path);
        if (flip) bytes[position] ^= 0x10;
        File.WriteAllBytes(path, flip ? bytes : bytes[..(int)position]);
    }

    private static List<string> LocalFiles(StoreUnderTest place) =>
        [.. Directory.GetFiles(place.ShardFolder, "*-*").Select(path => $"{Path.GetFileName(path)} {new FileInfo(path).Length}").Where(name => !name.StartsWith("manifest", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static List<string> StoredFiles(StoreUnderTest place)
    {
        var rows = (string[])PostgresServer.Ask(place.Connection, $"""
            SELECT array_agg(CASE kind WHEN 1 THEN 'state-' ELSE 'outbox-' END || lpad(to_hex(file), 16, '0') || ' ' || bytes) FROM (
              SELECT kind, file, sum(length) AS bytes FROM analytics.checkpoint_parts WHERE topic = '{place.Shard.Topic}' GROUP BY kind, file) AS files
            """)!;
        return [.. rows.Order(StringComparer.Ordinal)];
    }
}
