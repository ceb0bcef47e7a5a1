using Analytics.Actors.Shards;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>An operator moves a shard's position, or wants a checkpoint now.</summary>
public sealed class A_shard_that_is_moved : IDisposable
{
    private readonly ShardRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Back_processes_again_and_every_delivery_is_the_one_that_was_sent(int back)
    {
        Work(10);
        var moved = _rig.Shard.SeekAsync(_rig.Shard.Status.Position - back);
        _rig.Settle();
        Assert.True(moved.IsCompletedSuccessfully);
        Assert.True((await moved).Offset <= _rig.Log.Memory(ShardRig.Topic).EndOffset - back);
        _rig.Pass(5);
        _rig.AssertExact();
        Work(5);
        _rig.AssertExact();
        Assert.Equal(0, _rig.Shard.Status.Failures);
    }

    [Fact]
    public void Back_while_a_sink_is_down_and_through_a_crash_loses_and_doubles_nothing()
    {
        Work(6);
        _rig.Counts.IsDown = true;
        Work(4);
        _rig.Shard.SeekAsync(_rig.Shard.Status.Position - 2);
        _rig.Settle();
        _rig.Restart();
        Work(3);
        _rig.Counts.IsDown = false;
        _rig.Pass(40);
        _rig.AssertExact();
    }

    [Fact]
    public async Task Further_back_than_checkpoints_are_kept_is_refused_and_it_goes_on()
    {
        Work(10);
        var moved = _rig.Shard.SeekAsync(0);
        _rig.Settle();
        var refused = await Assert.ThrowsAsync<ShardUnavailableException>(() => moved);
        Assert.Contains("No kept checkpoint is at or before offset 0", refused.Message, StringComparison.Ordinal);
        Work(3);
        _rig.AssertExact();
    }

    [Fact]
    public async Task Forward_leaves_out_what_lies_between_for_good()
    {
        Work(3);
        _rig.Append("skipped 7", "skipped 8");
        var moved = _rig.Shard.SeekAsync(_rig.Log.Memory(ShardRig.Topic).EndOffset);
        _rig.Pass(10);
        Assert.True(moved.IsCompletedSuccessfully);
        Assert.Contains("were skipped", (await moved).Said, StringComparison.Ordinal);
        _rig.Restart();
        _rig.Append("after 9");
        _rig.Pass(3);
        Assert.DoesNotContain(_rig.Firehose.Lines, line => line.Contains("skipped", StringComparison.Ordinal));
        Assert.Single(_rig.Firehose.Lines, line => line.Contains("after", StringComparison.Ordinal));
        var offset = (await moved).Offset;
        Assert.All(_rig.Shard.Status.Generations, made => Assert.True(made.NextOffset >= offset));
    }

    [Fact]
    public async Task A_checkpoint_is_cut_when_it_is_asked_for_also_when_nothing_is_new()
    {
        Work(2);
        var before = _rig.Shard.Status.Generations[0].Number;
        var cut = _rig.Shard.CutAsync();
        _rig.Settle();
        Assert.True(cut.IsCompletedSuccessfully);
        Assert.Equal(before + 1, (await cut).Checkpoint);
        Assert.Equal(before + 1, _rig.Shard.Status.Generations[0].Number);
        Work(2);
        _rig.AssertExact();
    }

    [Fact]
    public async Task What_was_wanted_ends_with_the_shard()
    {
        Work(1);
        _rig.Crash();
        await Assert.ThrowsAsync<ShardUnavailableException>(() => _rig.Shard.CutAsync());
    }

    private void Work(int seconds)
    {
        if (_rig.Shard is null) _rig.Start();
        for (var i = 0; i < seconds; i++)
        {
            _rig.Append($"ann {i}", $"bob {i}");
            _rig.Pass();
        }
    }
}
