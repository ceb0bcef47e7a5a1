using Analytics.Actors.Shards;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>Two nodes over the same log, checkpoints and stores; only one of them owns the shard.</summary>
public sealed class A_shard_that_changes_hands : IDisposable
{
    private readonly ShardRig _first = new();
    private readonly ShardRig _second;

    public A_shard_that_changes_hands()
    {
        _first.Start();
        _second = _first.OtherNode();
    }

    public void Dispose()
    {
        _second.Dispose();
        _first.Dispose();
    }

    [Fact]
    public void Goes_on_where_its_former_owner_stopped()
    {
        _first.Append("ann 1", "bob 2");
        _first.Pass();
        _first.Shard.Drain();
        _first.Settle();
        Assert.Equal(ShardState.Stopped, _first.Shard.State);
        var tries = _first.Firehose.Tries;
        _second.Start();
        _second.Settle();
        Assert.Equal(2, _second.Shard.Status.CheckpointOffset);
        Assert.Equal(tries, _second.Firehose.Tries);
        _second.Append("ann 3");
        _second.Pass();
        _second.AssertExact();
    }

    [Fact]
    public void Is_owned_under_a_higher_epoch_each_time_it_comes()
    {
        _first.Settle();
        _second.Start();
        _second.Settle();
        Assert.True(_second.Shard.Status.Epoch > _first.Shard.Status.Epoch);
        using var third = _first.OtherNode();
        third.Start();
        third.Settle();
        Assert.True(third.Shard.Status.Epoch > _second.Shard.Status.Epoch);
    }

    [Fact]
    public void Leaves_a_zombie_that_was_never_told_and_that_writes_nothing_any_more()
    {
        _first.Append("ann 1");
        _first.Pass();
        _first.Append("ann 2", "bob 2");
        while (_first.Shard.Step()) continue;
        _second.Start();
        _second.Pass();
        _second.Append("ann 3");
        _second.Pass();
        var written = Written();
        var tries = _first.Firehose.Tries;
        _first.Pass();
        Assert.Equal(ShardState.Fenced, _first.Shard.State);
        Assert.Contains(_first.Heard, heard => heard is { Name: "fenced", Error: StaleEpochException });
        Assert.Equal(written, Written());
        Assert.Equal(tries, _first.Firehose.Tries);
        _second.AssertExact();
    }

    [Fact]
    public void Gets_the_same_bytes_under_the_same_tokens_from_a_zombie_whose_checkpoint_was_just_durable()
    {
        _first.Append("ann 1", "bob 1");
        _first.Cut();
        _first.Background.RunAll();
        _second.Start();
        _second.Pass();
        var tries = _first.Firehose.Tries;
        _first.Settle();
        Assert.True(_first.Firehose.Tries > tries);
        _second.Append("ann 2");
        _second.Pass();
        _first.Pass(2);
        _second.AssertExact();
    }

    [Fact]
    public void Sends_nothing_after_it_was_lost()
    {
        _first.Firehose.IsDown = true;
        _first.Append("ann 1");
        _first.Pass();
        var tries = _first.Firehose.Tries;
        _first.Shard.Abandon();
        _first.Firehose.IsDown = false;
        _first.Pass(100);
        Assert.Equal(ShardState.Stopped, _first.Shard.State);
        Assert.Contains(_first.Heard, heard => heard.Name == "lost");
        Assert.Equal(tries, _first.Firehose.Tries);
        Assert.All(_first.Sinks, sink => Assert.True(sink is { IsUp: true, Backlog: 0, MemoryBytes: 0 }));
        _second.Start();
        _second.Pass();
        _second.AssertExact();
    }

    [Fact]
    public void Writes_no_checkpoint_that_was_cut_before_it_was_lost()
    {
        _first.Append("ann 1");
        _first.Cut();
        _first.Shard.Abandon();
        _first.Shard.Step();
        _first.Background.RunAll();
        Assert.Empty(Directory.GetFiles(_first.Folder, "*manifest*", SearchOption.AllDirectories));
        _second.Start();
        _second.Pass();
        _second.AssertExact();
    }

    [Fact]
    public void Cancels_what_is_under_way_before_it_counts_as_stopped()
    {
        _first.Counts.Hanging = new TaskCompletionSource();
        _first.Append("ann 1");
        _first.Pass();
        _first.Shard.Stop();
        _first.Shard.Step();
        Assert.Equal(ShardState.Draining, _first.Shard.State);
        _first.Settle();
        Assert.Equal(ShardState.Stopped, _first.Shard.State);
        _first.Counts.Hanging = null;
        _second.Start();
        _second.Pass();
        _second.AssertExact();
    }

    [Fact]
    public void Ends_when_a_sink_says_that_somebody_else_owns_it()
    {
        _first.Counts.Refusal = new StaleEpochException("epoch 9 was here");
        _first.Append("ann 1");
        _first.Pass();
        Assert.Equal(ShardState.Fenced, _first.Shard.State);
        Assert.Contains("epoch 9", _first.Shard.Status.Reason);
        Assert.Equal(1, _first.Counts.Tries);
    }

    [Fact]
    public void Is_taken_back_when_the_one_that_fenced_it_goes_and_nobody_takes_the_partition_away()
    {
        _first.Append("ann 1");
        _first.Pass();
        _second.Start();
        _second.Settle();
        _first.Append("ann 2");
        _first.Pass();
        Assert.Equal(ShardState.Fenced, _first.Shard.State);
        _second.Shard.Abandon();
        _second.Settle();
        _first.Pass(35);
        Assert.Equal(ShardState.Running, _first.Shard.State);
        Assert.True(_first.Shard.Status.Epoch > _second.Shard.Status.Epoch);
        _first.AssertExact();
    }

    private string[] Written() =>
        [.. Directory.GetFiles(_first.Folder, "*", SearchOption.AllDirectories).Order().Select(file => $"{file} {new FileInfo(file).Length} {File.GetLastWriteTimeUtc(file):O}")];
}
