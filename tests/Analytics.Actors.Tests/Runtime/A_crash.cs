using Analytics.Actors.Checkpoints;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>The runtime is dropped at a named point and started again: what arrives is what a straight run gives.</summary>
public sealed class A_crash : IDisposable
{
    private readonly ShardRig _rig = new();
    private int _passes;

    public static TheoryData<string, int> Points()
    {
        var points = new TheoryData<string, int>();
        foreach (var point in new[] { "outbox-written", "state-written", "state-synced", "renaming", "renamed", "durable", "cleaned" })
            for (var occurrence = 1; occurrence <= 4; occurrence++) points.Add(point, occurrence);
        return points;
    }

    public void Dispose() => _rig.Dispose();

    [Theory, MemberData(nameof(Points))]
    public void While_a_checkpoint_is_written_loses_and_doubles_nothing(string point, int occurrence)
    {
        _rig.FileOptions = new FileCheckpointOptions { Reached = reached => CrashAt(reached, point, occurrence) };
        _rig.Start();
        for (var i = 0; i < 6; i++)
        {
            _rig.Append($"ann {i}", "bob 1", $"gone{i} 1", $"gone{i} 2");
            _rig.Pass();
            if (_rig.Shard.State == Shards.ShardState.Failed) _rig.Restart();
        }

        Assert.True(_passes >= occurrence);
        _rig.Pass(2);
        _rig.AssertExact();
    }

    [Fact]
    public void Between_the_cut_and_its_write_loses_and_doubles_nothing()
    {
        _rig.Start();
        RunOnce();
        _rig.Append("ann 2");
        _rig.Cut();
        Finish();
    }

    [Fact]
    public void Between_the_write_and_the_release_loses_and_doubles_nothing()
    {
        _rig.Start();
        RunOnce();
        _rig.Append("ann 2");
        _rig.Cut();
        _rig.Background.RunAll();
        Finish();
    }

    [Fact]
    public void Between_the_release_and_the_send_loses_and_doubles_nothing()
    {
        _rig.Start();
        RunOnce();
        _rig.Append("ann 2");
        _rig.Cut();
        _rig.Background.RunAll();
        _rig.Shard.Step();
        Finish();
    }

    [Fact]
    public void Between_the_send_and_its_mark_sends_the_same_again()
    {
        _rig.Start();
        _rig.Append("ann 1");
        _rig.Cut();
        _rig.Settle();
        var tries = _rig.Firehose.Tries;
        Finish();
        Assert.True(_rig.Firehose.Tries > tries);
    }

    [Fact]
    public void After_the_store_applied_and_the_answer_was_lost_sends_the_same_again()
    {
        _rig.Start();
        _rig.Firehose.LoseAnswers = _rig.Counts.LoseAnswers = 1;
        _rig.Append("ann 1", "bob 2");
        _rig.Pass();
        Finish();
        Assert.True(_rig.Firehose.Tries >= 2);
    }

    [Fact]
    public void During_the_recovery_from_a_crash_changes_nothing()
    {
        _rig.Start();
        RunOnce();
        _rig.Append("ann 2");
        _rig.Cut();
        _rig.Background.RunAll();
        for (var i = 0; i < 5; i++)
        {
            _rig.Restart();
            _rig.Shard.Step();
        }

        Finish();
    }

    private void RunOnce()
    {
        _rig.Append("ann 1", "bob 1");
        _rig.Pass();
    }

    private void Finish()
    {
        _rig.Restart();
        _rig.Append("ann 9");
        _rig.Pass(3);
        _rig.AssertExact();
    }

    private void CrashAt(string reached, string point, int occurrence)
    {
        if (reached == point && ++_passes == occurrence) throw new InvalidOperationException("crash");
    }
}
