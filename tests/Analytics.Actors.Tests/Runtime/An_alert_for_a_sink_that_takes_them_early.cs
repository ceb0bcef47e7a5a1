using Analytics.Actors.Shards;

namespace Analytics.Actors.Tests.Runtime;

public sealed class An_alert_for_a_sink_that_takes_them_early : IDisposable
{
    private readonly EarlySink _sink = new();
    private readonly ShardRig _rig;

    public An_alert_for_a_sink_that_takes_them_early()
    {
        _rig = new ShardRig { MoreSinks = [_sink] };
        _rig.Start();
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Leaves_while_its_checkpoint_is_not_even_cut_and_comes_with_its_delivery_too()
    {
        _rig.Append("a 1", "a 2 alarm");
        _rig.Shard.Step();
        Read();
        Assert.Equal([2], _sink.Early);
        Assert.Empty(_sink.Delivered);
        _rig.Append("a 3 alarm");
        Read();
        Assert.Equal([2, 3], _sink.Early);
        _rig.Pass();
        Assert.Equal([2, 3], _sink.Delivered);
        Assert.Equal([2, 3], _sink.Early);
    }

    [Fact]
    public void Waits_for_the_next_durable_checkpoint_when_something_that_is_not_in_the_log_changed_the_shard()
    {
        _rig.Append("a 1");
        _rig.Pass();
        _rig.Kind.ActsOnSilence = true;
        _rig.Append("a 2");
        _rig.Cut();
        _rig.Kind.ActsOnSilence = false;
        _rig.Append("a 3 alarm");
        Read();
        Assert.Empty(_sink.Early);
        _rig.Pass();
        Assert.Equal([3], _sink.Delivered);
        _rig.Append("a 4 alarm");
        Read();
        Assert.Equal([4], _sink.Early);
    }

    [Fact]
    public void Waits_for_a_checkpoint_after_the_shard_stood_still_because_somebody_else_may_own_it_by_now()
    {
        _rig.Append("a 1");
        _rig.Pass();
        _rig.Time.Advance(TimeSpan.FromSeconds(30));
        _rig.Append("a 2 alarm");
        Read();
        Assert.Empty(_sink.Early);
        _rig.Pass();
        Assert.Equal([2], _sink.Delivered);
        _rig.Append("a 3 alarm");
        Read();
        Assert.Equal([3], _sink.Early);
    }

    [Fact]
    public void Waits_for_a_checkpoint_after_a_recovery_that_took_long_because_somebody_else_may_own_the_shard_by_now()
    {
        var recoveries = new ManualBackground();
        _rig.Recoveries = recoveries;
        _rig.Restart();
        _rig.Append("a 1 alarm");
        _rig.Shard.Step();
        _rig.Time.Advance(TimeSpan.FromSeconds(30));
        recoveries.RunAll();
        Read();
        Assert.Equal(ShardState.Running, _rig.Shard.State);
        Assert.Empty(_sink.Early);
        _rig.Pass();
        Assert.Equal([1], _sink.Delivered);
        _rig.Append("a 2 alarm");
        Read();
        Assert.Equal([2], _sink.Early);
    }

    [Fact]
    public void Waits_when_its_event_came_behind_a_silence_whose_checkpoint_is_not_durable_and_only_until_then()
    {
        _rig.Append("a 1 alarm");
        Read();
        _rig.Kind.MeetsSilence = true;
        Assert.Equal([1], _sink.Early);
        _rig.Time.Advance(TimeSpan.FromSeconds(2));
        _rig.Shard.Step();
        Assert.True(_rig.Kind.Quiet[^1]);
        _rig.Append("a 2 alarm");
        Read();
        Assert.Equal([1], _sink.Early);
        _rig.Background.RunAll();
        _rig.Append("a 3 alarm");
        Read();
        Assert.Equal([1, 3], _sink.Early);
    }

    [Fact]
    public void Is_not_offered_while_a_sink_rests_and_loses_nothing_when_an_early_write_fails()
    {
        _sink.RefusesEarly = true;
        _rig.Append("a 1 alarm");
        Read();
        _rig.Pass();
        Assert.Empty(_sink.Early);
        Assert.Equal([1], _sink.Delivered);
        Assert.All(_rig.Sinks, sink => Assert.True(sink.IsUp));
    }

    // Batches, and what they send; no checkpoint is written.
    private void Read()
    {
        for (var i = 0; i < 10; i++)
        {
            _rig.Shard.Step();
            _rig.Scheduler.RunAll();
        }
    }
}
