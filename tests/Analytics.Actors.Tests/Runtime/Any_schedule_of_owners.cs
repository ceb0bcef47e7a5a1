using Analytics.Actors.Shards;
using Analytics.Actors.Streams;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>
/// Three nodes and one shard that is revoked, lost, or taken over from a node that is never told; with outages, lost answers and hanging sinks. What arrives is
/// what a straight run gives. A failure names its seed.
/// </summary>
public sealed class Any_schedule_of_owners
{
    [Theory]
    [InlineData(0, 40)]
    [InlineData(1000, 40)]
    [InlineData(2000, 40)]
    public void Gives_what_a_straight_run_gives(int first, int seeds) => Seeds.Run(first, seeds, Run);

    private static void Run(Random random)
    {
        using var rig = new ShardRig
        {
            Options = new ShardOptions { BatchRecords = random.Next(1, 20), CutRows = random.Next(5, 60), CarefulSpan = random.Next(0, 30), CarefulBatchRecords = 3 },
            SinkOptions = new SinkDispatcherOptions { MemoryBytes = random.Next(0, 400) },
        };
        if (random.Next(2) == 0) rig.Log.Memory(ShardRig.Topic).Sparse = new Random(random.Next());
        rig.Start();
        ShardRig[] nodes = [rig, rig.OtherNode(), rig.OtherNode()];
        var owner = 0;
        for (var i = 0; i < 80; i++) Act(nodes, ref owner, random);
        rig.Firehose.IsDown = rig.Counts.IsDown = false;
        for (var i = 0; i < nodes.Length; i++)
            if (i != owner) nodes[i].Shard?.Abandon();
        nodes[owner].Pass(60);
        nodes[owner].Shard.Drain();
        nodes[owner].Pass(2);
        Assert.Equal(ShardState.Stopped, nodes[owner].Shard.State);
        rig.AssertExact();
        foreach (var node in nodes) node.Crash();
    }

    private static void Act(ShardRig[] nodes, ref int owner, Random random)
    {
        var any = nodes[random.Next(nodes.Length)];
        if (any.Shard is null) any = nodes[owner];
        switch (random.Next(12))
        {
            case 0 or 1 or 2:
                for (var i = random.Next(1, 30); i > 0; i--) any.Append($"u{random.Next(10)} {random.Next(1000)}{(random.Next(2) == 0 ? $" id={random.Next(60)}" : "")}{(random.Next(40) == 0 ? " throw-kind" : "")}");
                break;
            case 3 or 4:
                for (var i = random.Next(1, 10); i > 0; i--) any.Shard!.Step();
                break;
            case 5:
                any.Background.RunAll();
                break;
            case 6:
                any.Scheduler.RunOne();
                break;
            case 7:
                any.Time.Advance(TimeSpan.FromMilliseconds(random.Next(50, 3000)));
                break;
            case 8:
                nodes[owner].Pass(random.Next(1, 3));
                break;
            case 9:
                any.Firehose.IsDown = random.Next(2) == 0;
                any.Counts.IsDown = random.Next(2) == 0;
                break;
            case 10:
                any.Firehose.LoseAnswers = any.Counts.LoseAnswers = 1;
                break;
            default:
                owner = Move(nodes, owner, random);
                break;
        }
    }

    private static int Move(ShardRig[] nodes, int owner, Random random)
    {
        var former = nodes[owner];
        switch (random.Next(3))
        {
            case 0:
                former.Shard.Stop();
                former.Settle();
                break;
            case 1:
                former.Shard.Abandon();
                break;
            default:
                break; // Never told.
        }

        owner = (owner + random.Next(1, nodes.Length)) % nodes.Length;
        if (nodes[owner].Shard is not null && random.Next(2) == 0) nodes[owner].Shard.Abandon();
        nodes[owner].StartAnew();
        return owner;
    }
}
