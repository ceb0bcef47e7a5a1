using Analytics.Actors.Checkpoints;
using Analytics.Actors.Checkpoints.Postgres;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Actors.Tests.Runtime;

namespace Analytics.Actors.Tests.Checkpoints;

/// <summary>The whole shard on checkpoints in PostgreSQL, where each start may find the local folder as it was, damaged or gone.</summary>
[Collection(PostgresServerCollection.Name)]
public sealed class A_shard_in_PostgreSQL(PostgresServer server)
{
    public static TheoryData<string, int> Points()
    {
        var points = new TheoryData<string, int>();
        foreach (var point in (string[])["outbox-written", "state-written", "sent", "committed", "renaming", "cleaned"])
            for (var occurrence = 1; occurrence <= 3; occurrence++) points.Add(point, occurrence);
        return points;
    }

    [PostgresTheory, MemberData(nameof(Points))]
    public void That_crashes_while_it_writes_a_checkpoint_loses_and_doubles_nothing(string point, int occurrence)
    {
        using var rig = Rig(new Random(occurrence));
        var passes = 0;
        rig.FileOptions = new FileCheckpointOptions { Reached = reached => CrashAt(reached) };
        rig.Start();
        for (var i = 0; i < 6; i++)
        {
            rig.Append($"ann {i}", "bob 1", $"gone{i} 1", $"gone{i} 2");
            rig.Pass();
            if (rig.Shard.State == ShardState.Failed) rig.Restart();
        }

        Assert.True(passes >= occurrence);
        rig.Pass(2);
        rig.AssertExact();

        void CrashAt(string reached)
        {
            if (reached == point && ++passes == occurrence) throw new InvalidOperationException("crash");
        }
    }

    [PostgresTheory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8)]
    public void Gives_what_a_straight_run_gives_whatever_fails(int seed)
    {
        var random = new Random(seed);
        using var rig = Rig(random);
        rig.SinkOptions = new SinkDispatcherOptions { MemoryBytes = random.Next(0, 400) };
        rig.FileOptions = new FileCheckpointOptions { CompactionMinBytes = 300, SegmentBytes = random.Next(100, 2000), RelocationsAtOnce = 3, Reached = _ => Fail(random) };
        rig.Start();
        for (var i = 0; i < 40; i++)
        {
            for (var events = random.Next(1, 10); events > 0; events--) rig.Append($"u{random.Next(8)} {random.Next(1000)}");
            rig.Counts.IsDown = random.Next(4) == 0;
            if (random.Next(5) == 0) rig.Firehose.LoseAnswers = rig.Counts.LoseAnswers = 1;
            if (random.Next(3) == 0) rig.Cut();
            else rig.Pass();
            if (random.Next(5) == 0) rig.Restart();
        }

        rig.FileOptions = rig.FileOptions with { Reached = null };
        rig.Counts.IsDown = false;
        rig.Restart();
        rig.Pass(30);
        rig.AssertExact();
    }

    private ShardRig Rig(Random random)
    {
        var connection = server.Emptied();
        return new ShardRig
        {
            OpenStore = (folder, options) =>
            {
                Spoil(folder, random);
                return new PostgresCheckpointStore(new PostgresCheckpointOptions { Connection = connection, Folder = folder, Files = options, PartBytes = 200 });
            },
        };
    }

    private static void Spoil(string folder, Random random)
    {
        var shard = Path.Combine(folder, ShardRig.Id.ToString());
        if (!Directory.Exists(shard)) return;
        var files = Directory.GetFiles(shard);
        switch (random.Next(4))
        {
            case 0:
                Directory.Delete(shard, true);
                break;
            case 1 when files.Length > 0:
                File.Delete(files[random.Next(files.Length)]);
                break;
            case 2 when files.Length > 0:
                var path = files[random.Next(files.Length)];
                var bytes = File.ReadAllBytes(path);
                if (bytes.Length > 0) bytes[random.Next(bytes.Length)] ^= 4;
                File.WriteAllBytes(path, bytes);
                break;
        }
    }

    private static void Fail(Random random)
    {
        if (random.Next(30) == 0) throw new IOException("something that fails now and then");
    }
}
