using Analytics.Actors.Checkpoints;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>Random events, poisons, outages, lost answers, crashes at random places, damaged files: the outcome is always exact. A failure names its seed.</summary>
public sealed class Any_schedule_of_crashes
{
    [Theory]
    [InlineData(0, 40)]
    [InlineData(1000, 40)]
    [InlineData(2000, 40)]
    [InlineData(3000, 40)]
    public void Gives_what_a_straight_run_gives(int first, int seeds) => Seeds.Run(first, seeds, Run);

    private static void Run(Random random)
    {
        using var rig = new ShardRig
        {
            Options = new ShardOptions { BatchRecords = random.Next(1, 20), CutRows = random.Next(5, 60), CarefulSpan = random.Next(0, 30), CarefulBatchRecords = 3 },
            SinkOptions = new SinkDispatcherOptions { MemoryBytes = random.Next(0, 400) },
        };
        rig.FileOptions = new FileCheckpointOptions { CompactionMinBytes = 300, SegmentBytes = random.Next(100, 2000), RelocationsAtOnce = 3, Reached = point => Fail(random) };
        if (random.Next(2) == 0) rig.Log.Memory(ShardRig.Topic).Sparse = new Random(random.Next());
        rig.Start();
        for (var i = 0; i < 60; i++) Act(rig, random);
        rig.FileOptions = rig.FileOptions with { Reached = null };
        rig.Firehose.IsDown = rig.Counts.IsDown = false;
        rig.Restart();
        rig.Pass(30);
        rig.Shard.Drain();
        rig.Pass(2);
        Assert.Equal(ShardState.Stopped, rig.Shard.State);
        rig.AssertExact();
    }

    private static void Act(ShardRig rig, Random random)
    {
        switch (random.Next(12))
        {
            case 0 or 1 or 2:
                for (var i = random.Next(1, 30); i > 0; i--) rig.Append(Event(random));
                break;
            case 3 or 4:
                for (var i = random.Next(1, 10); i > 0; i--) rig.Shard.Step();
                break;
            case 5:
                rig.Background.RunAll();
                break;
            case 6:
                rig.Scheduler.RunOne();
                break;
            case 7:
                rig.Time.Advance(TimeSpan.FromMilliseconds(random.Next(50, 3000)));
                break;
            case 8:
                rig.Pass(random.Next(1, 3));
                break;
            case 9:
                rig.Firehose.IsDown = random.Next(2) == 0;
                rig.Counts.IsDown = random.Next(2) == 0;
                break;
            case 10:
                rig.Firehose.LoseAnswers = rig.Counts.LoseAnswers = 1;
                break;
            default:
                rig.Restart();
                break;
        }
    }

    private static string Event(Random random)
    {
        var fault = random.Next(40) switch
        {
            0 => " throw-kind",
            1 => " throw-transform",
            2 => " throw-encode",
            3 => " throw-decode",
            4 => " reject",
            _ => "",
        };
        var user = random.Next(10);
        var id = random.Next(2) == 0 ? $" id={random.Next(60)}" : "";
        return $"{(user == 0 ? $"lone{random.Next()}" : $"u{user}")} {random.Next(1000)}{id}{fault}";
    }

    private static void Fail(Random random)
    {
        if (random.Next(30) == 0) throw new IOException("a disk that fails now and then");
    }
}
