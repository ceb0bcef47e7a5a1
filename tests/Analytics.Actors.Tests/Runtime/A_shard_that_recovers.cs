using Analytics.Actors.Shards;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>Recoveries run beside the thread of the shards; here each waits until the test lets it run.</summary>
public sealed class A_shard_that_recovers : IDisposable
{
    private readonly ShardRig _rig = new();
    private readonly ManualBackground _recoveries = new();

    public A_shard_that_recovers()
    {
        _rig.Start();
        _rig.Append("ann 1", "bob 2");
        _rig.Pass();
        _rig.Crash();
        _rig.Recoveries = _recoveries;
        _rig.Start();
        _rig.Append("ann 3");
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Leaves_its_thread_to_others_meanwhile()
    {
        Assert.False(_rig.Shard.Step());
        Assert.Equal((ShardState.Recovering, TimeSpan.MaxValue), (_rig.Shard.State, _rig.Shard.UntilTick));
        var woken = 0;
        _rig.Shard.Woken = () => woken++;
        _recoveries.RunAll();
        Assert.True(woken > 0);
        Assert.Equal(TimeSpan.Zero, _rig.Shard.UntilTick);
        Assert.True(_rig.Shard.Step());
        Assert.Equal(ShardState.Running, _rig.Shard.State);
        _rig.Pass();
        _rig.AssertExact();
    }

    [Fact]
    public void Answers_when_it_has_recovered()
    {
        var position = _rig.Shard.AskAsync(view => view.Status.Position);
        _rig.Shard.Step();
        Assert.False(position.IsCompleted);
        _recoveries.RunAll();
        _rig.Settle();
        Assert.True(position.IsCompletedSuccessfully);
    }

    [Fact]
    public void Lets_its_partition_go_when_the_recovery_is_over()
    {
        _rig.Shard.Step();
        _rig.Shard.Abandon();
        Assert.False(_rig.Shard.Step());
        Assert.False(_rig.Shard.Closed.IsCompleted);
        _recoveries.RunAll();
        _rig.Settle();
        Assert.Equal(ShardState.Stopped, _rig.Shard.State);
        Assert.True(_rig.Shard.Closed.IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Takes_nothing_over_when_it_was_let_go_before_its_turn_came(bool isLost)
    {
        var epoch = EpochOfAnother();
        _rig.Heard.Clear();
        _rig.Shard.Step();
        if (isLost) _rig.Shard.Abandon();
        else _rig.Shard.Stop();
        _recoveries.RunAll();
        _rig.Settle();
        Assert.Equal(ShardState.Stopped, _rig.Shard.State);
        Assert.DoesNotContain(_rig.Heard, said => said.Name is "failed" or "recovered");
        Assert.Equal(epoch + 1, EpochOfAnother());
    }

    [Fact]
    public void Stops_when_it_is_asked_to_while_it_recovers()
    {
        _rig.Shard.Step();
        _rig.Shard.Stop();
        _recoveries.RunAll();
        _rig.Settle();
        Assert.Equal(ShardState.Stopped, _rig.Shard.State);
    }

    [Fact]
    public void Lets_go_of_what_a_recovery_makes_after_it_was_dropped()
    {
        _rig.Shard.Step();
        _rig.Shard.Dispose();
        Assert.False(_rig.Shard.Closed.IsCompleted);
        _recoveries.RunAll();
        Assert.True(_rig.Shard.Closed.IsCompleted);
    }

    [Fact]
    public void Says_what_kept_it_from_recovering_and_tries_again()
    {
        var manifests = Directory.GetFiles(_rig.Folder, "manifest-*", SearchOption.AllDirectories);
        Assert.NotEmpty(manifests);
        var kept = manifests.ToDictionary(path => path, File.ReadAllBytes);
        foreach (var path in manifests) File.WriteAllBytes(path, [1, 2, 3]);
        _rig.Shard.Step();
        _recoveries.RunAll();
        Assert.True(_rig.Shard.Step());
        Assert.Equal(ShardState.Failed, _rig.Shard.State);
        Assert.Contains("recovery", _rig.Shard.Status.Reason);
        foreach (var (path, bytes) in kept) File.WriteAllBytes(path, bytes);
        _rig.Time.Advance(TimeSpan.FromMinutes(5));
        _rig.Shard.Step();
        _rig.Shard.Step();
        _recoveries.RunAll();
        _rig.Pass();
        _rig.AssertExact();
    }

    private long EpochOfAnother()
    {
        using var other = _rig.OtherNode();
        other.Start();
        other.Settle();
        return other.Shard.Status.Epoch;
    }
}
