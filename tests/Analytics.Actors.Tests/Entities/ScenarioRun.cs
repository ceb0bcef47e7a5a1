namespace Analytics.Actors.Tests.Entities;

/// <summary>Plays events in random batches with checkpoints, reverts and restarts at random points; what was not checkpointed is played again.</summary>
public static class ScenarioRun
{
    public static void Play(KindHarness shard, List<TestEvent> events, Random random)
    {
        int done = 0, saved = 0;
        while (done < events.Count)
        {
            shard.Offset = done;
            var size = Math.Min(1 + random.Next(40), events.Count - done);
            shard.Feed(events.GetRange(done, size));
            done += size;
            switch (random.Next(10))
            {
                case < 3:
                    shard.Checkpoint();
                    saved = done;
                    break;
                case 3:
                    shard.Revert();
                    done = saved;
                    break;
                case 4:
                    shard.Restart();
                    done = saved;
                    break;
            }
        }

        shard.Checkpoint();
    }
}
