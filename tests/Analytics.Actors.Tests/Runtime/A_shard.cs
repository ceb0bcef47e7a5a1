using Analytics.Actors.Checkpoints;
using Analytics.Actors.Shards;

namespace Analytics.Actors.Tests.Runtime;

public sealed class A_shard : IDisposable
{
    private readonly ShardRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Delivers_nothing_before_its_checkpoint_is_durable()
    {
        _rig.Start();
        _rig.Append("ann 1", "bob 2");
        _rig.Cut();
        _rig.Scheduler.RunAll();
        Assert.Empty(_rig.Firehose.Applied);
        _rig.Background.RunAll();
        _rig.Scheduler.RunAll();
        Assert.Empty(_rig.Firehose.Applied);
        _rig.Shard.Step();
        _rig.Scheduler.RunAll();
        Assert.Equal(["0 ann 1", "1 bob 2"], _rig.Firehose.Lines);
        _rig.Settle();
        _rig.AssertExact();
    }

    [Fact]
    public void Goes_on_processing_while_a_checkpoint_is_written()
    {
        _rig.Start();
        _rig.Append("ann 1");
        _rig.Cut();
        _rig.Append("ann 2");
        while (_rig.Shard.Step()) continue;
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        _rig.Shard.Step();
        Assert.Equal(2, _rig.Shard.Status.Position);
        Assert.Equal(0, _rig.Shard.Status.CheckpointOffset);
        _rig.Pass();
        _rig.AssertExact();
    }

    [Fact]
    public void Writes_nothing_when_there_is_nothing_new()
    {
        _rig.Start();
        _rig.Append("ann 1");
        _rig.Pass(3);
        var checkpoint = _rig.Shard.Status.Checkpoint;
        _rig.Pass(5);
        Assert.Equal(checkpoint, _rig.Shard.Status.Checkpoint);
    }

    [Fact]
    public void Cuts_early_when_a_sink_has_many_rows()
    {
        _rig.Options = new ShardOptions { BatchRecords = 10, CutRows = 25 };
        _rig.Start();
        for (var i = 0; i < 100; i++) _rig.Append($"ann {i}");
        _rig.Settle();
        Assert.Equal([30, 60, 90], _rig.Firehose.Applied.Select(delivery => delivery.ToOffset));
        _rig.Pass();
        _rig.AssertExact();
    }

    [Fact]
    public void Cuts_at_once_for_an_alert_unless_it_has_just_cut_or_is_behind()
    {
        _rig.Options = new ShardOptions { BatchRecords = 10, CheckpointIntervalAlert = TimeSpan.FromMilliseconds(20) };
        _rig.Start();
        _rig.Append("ann 1");
        _rig.Settle();
        Assert.Empty(_rig.Firehose.Lines);
        _rig.Time.Advance(TimeSpan.FromMilliseconds(20));
        _rig.Append("ann 2 alarm");
        _rig.Settle();
        Assert.Equal(2, _rig.Firehose.Lines.Count());
        _rig.Append("ann 3 alarm");
        _rig.Settle();
        Assert.Equal(2, _rig.Firehose.Lines.Count());
        Assert.Equal(TimeSpan.FromMilliseconds(20), _rig.Shard.UntilTick);
        _rig.Time.Advance(TimeSpan.FromMilliseconds(20));
        _rig.Settle();
        Assert.Equal(3, _rig.Firehose.Lines.Count());
        _rig.Time.Advance(TimeSpan.FromMilliseconds(20));
        for (var i = 0; i < 25; i++) _rig.Append($"ann {i} alarm");
        _rig.Settle();
        Assert.Equal([2, 3, 23], _rig.Firehose.Applied.Select(delivery => delivery.ToOffset));
        _rig.Pass();
        _rig.AssertExact();
    }

    [Fact]
    public void Cuts_for_alerts_that_come_all_the_time_no_faster_than_its_checkpoints_can_be_written()
    {
        _rig.Options = new ShardOptions { CheckpointIntervalAlert = TimeSpan.FromMilliseconds(20) };
        _rig.Start();
        _rig.Settle();
        _rig.Time.Advance(TimeSpan.FromMilliseconds(20));
        _rig.Append("ann 1 alarm");
        _rig.Log.Memory(ShardRig.Topic).Fetch();
        while (_rig.Shard.Step()) continue;
        _rig.Time.Advance(TimeSpan.FromMilliseconds(30));
        _rig.Settle();
        Assert.Single(_rig.Firehose.Lines);
        _rig.Append("ann 2 alarm");
        _rig.Settle();
        Assert.Equal((1, TimeSpan.FromMilliseconds(270)), (_rig.Firehose.Lines.Count(), _rig.Shard.UntilTick));
        _rig.Time.Advance(TimeSpan.FromMilliseconds(270));
        _rig.Settle();
        Assert.Equal(2, _rig.Firehose.Lines.Count());
        _rig.Append("ann 3 alarm");
        _rig.Settle();
        Assert.Equal(TimeSpan.FromMilliseconds(20), _rig.Shard.UntilTick);
        _rig.Pass();
        _rig.AssertExact();
    }

    [Fact]
    public void Stops_reading_when_its_outbox_is_full_and_goes_on_when_it_drains()
    {
        _rig.Options = new ShardOptions { OpenDeliveries = 3 };
        _rig.Start();
        _rig.Counts.IsDown = true;
        for (var i = 0; i < 10; i++)
        {
            _rig.Append($"ann {i}");
            _rig.Pass();
        }

        Assert.Equal("outbox_full", _rig.Shard.Status.Reason);
        Assert.Equal(3, _rig.Shard.Status.Position);
        Assert.Equal(7, _rig.Shard.Status.Lag);
        _rig.Counts.IsDown = false;
        _rig.Pass(60);
        Assert.Equal(0, _rig.Shard.Status.Lag);
        _rig.AssertExact();
    }

    [Fact]
    public async Task Answers_questions_between_batches()
    {
        _rig.Start();
        _rig.Append("ann 1", "ann 2");
        _rig.Settle();
        var answer = _rig.Shard.AskAsync(view => (view.Status.Position, view.Kind("counting")!.Counts.Live));
        var failed = _rig.Shard.AskAsync<int>(_ => throw new FormatException());
        _rig.Settle();
        Assert.Equal((2, 1), await answer);
        await Assert.ThrowsAsync<FormatException>(() => failed);
        _rig.Crash();
        await Assert.ThrowsAsync<ShardUnavailableException>(() => _rig.Shard.AskAsync(view => view.Status));
    }

    [Fact]
    public void Drains_saves_and_stops()
    {
        _rig.Start();
        _rig.Append("ann 1");
        _rig.Settle();
        _rig.Shard.Drain();
        _rig.Append("ann 2");
        _rig.Settle();
        Assert.Equal(ShardState.Stopped, _rig.Shard.State);
        Assert.Equal(["0 ann 1"], _rig.Firehose.Lines);
        var tries = _rig.Firehose.Tries;
        _rig.Restart();
        _rig.Settle();
        Assert.Equal(tries, _rig.Firehose.Tries);
        _rig.Pass();
        _rig.AssertExact();
    }

    [Fact]
    public void Stops_without_a_sink_that_is_down_and_delivers_after_the_next_start()
    {
        _rig.Start();
        _rig.Counts.IsDown = true;
        _rig.Append("ann 1");
        _rig.Pass();
        _rig.Shard.Drain();
        _rig.Pass();
        Assert.Equal(ShardState.Draining, _rig.Shard.State);
        _rig.Shard.Stop();
        _rig.Settle();
        Assert.Equal(ShardState.Stopped, _rig.Shard.State);
        _rig.Counts.IsDown = false;
        _rig.Restart();
        _rig.Settle();
        _rig.AssertExact();
    }

    [Fact]
    public void Moves_the_watermark_of_a_silent_tenant_by_the_clock()
    {
        _rig.Start();
        _rig.Append("ann 1000");
        _rig.Pass(2);
        Assert.Equal(995_000_000, _rig.Shard.Status.WatermarkMicros);
        _rig.Pass(27);
        Assert.Equal(995_000_000, _rig.Shard.Status.WatermarkMicros);
        _rig.Pass(10);
        var wall = (_rig.Time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
        Assert.InRange(wall - _rig.Shard.Status.WatermarkMicros!.Value, 29_000_000, 31_000_000);
    }

    [Fact]
    public void Follows_the_arrival_times_of_the_log_and_the_wall_only_when_it_is_quiet()
    {
        _rig.Start();
        _rig.Append("ann 1");
        var arrival = _rig.Log.Memory(ShardRig.Topic).Records[0].ReceivedAt;
        _rig.Time.Advance(TimeSpan.FromHours(5));
        _rig.Shard.Step();
        _rig.Shard.Step();
        _rig.Time.Advance(TimeSpan.FromMilliseconds(900));
        _rig.Settle();
        Assert.All(_rig.Kind.Clocks, clock => Assert.True(clock <= arrival));
        _rig.Pass(2);
        Assert.True(_rig.Kind.Clocks[^1] > arrival + 4_000_000);
    }

    [Fact]
    public void Is_quiet_at_cuts_to_which_the_wall_moved_its_clock_and_not_where_the_clock_was_ahead_or_what_was_read_is_taken_back()
    {
        _rig.Options = new ShardOptions { CutRows = 1 };
        _rig.Start();
        var log = _rig.Log.Memory(ShardRig.Topic);
        _rig.Append("ann 1");
        _rig.Settle();
        Assert.All(_rig.Kind.Quiet, Assert.False);
        _rig.Append("ann 2");
        _rig.Shard.Step();
        _rig.Pass(2);
        Assert.True(_rig.Kind.Quiet[^1]);
        // The first one that is written down after the wall moved the clock, and one behind it.
        log.Append("ann 3", log.Records[0].ReceivedAt);
        _rig.Settle();
        Assert.True(_rig.Kind.Quiet[^1]);
        log.Append("ann 4", log.Records[0].ReceivedAt);
        _rig.Settle();
        Assert.False(_rig.Kind.Quiet[^1]);
        _rig.Pass(2);
        Assert.True(_rig.Kind.Quiet[^1]);
        var cuts = _rig.Kind.Quiet.Count;
        log.Append("ann 5 throw-kind", log.Records[0].ReceivedAt);
        _rig.Settle();
        Assert.All(_rig.Kind.Quiet.Skip(cuts), Assert.False);
        Assert.NotEqual(cuts, _rig.Kind.Quiet.Count);
    }

    [Fact]
    public void That_cannot_write_fails_loudly_and_recovers_when_it_can()
    {
        var broken = true;
        _rig.FileOptions = new FileCheckpointOptions { Reached = FailWhenBroken };
        _rig.Start();
        _rig.Append("ann 1");
        _rig.Pass();
        Assert.Equal(ShardState.Failed, _rig.Shard.State);
        Assert.Contains("no space", _rig.Shard.Status.Reason);
        Assert.Contains(_rig.Heard, heard => heard.Name == "failed");
        Assert.Empty(_rig.Firehose.Applied);
        broken = false;
        _rig.Pass(5);
        Assert.Equal(ShardState.Running, _rig.Shard.State);
        _rig.AssertExact();

        void FailWhenBroken(string point)
        {
            if (broken) throw new IOException("no space");
        }
    }

    [Fact]
    public void That_lost_its_ownership_never_writes_again()
    {
        _rig.Start();
        _rig.Append("ann 1");
        _rig.Pass();
        File.WriteAllText(Path.Combine(_rig.Folder, "epoch"), Signed("7"));
        _rig.Append("ann 2");
        _rig.Pass(100);
        Assert.Equal(ShardState.Fenced, _rig.Shard.State);
        Assert.Contains("Epoch 7", _rig.Shard.Status.Reason);
        Assert.Equal(["0 ann 1"], _rig.Firehose.Lines);
    }

    private static string Signed(string text) => $"{text}\n{Crc32C.Compute(System.Text.Encoding.ASCII.GetBytes(text)):x8}";
}
