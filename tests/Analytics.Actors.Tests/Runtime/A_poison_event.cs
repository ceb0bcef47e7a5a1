namespace Analytics.Actors.Tests.Runtime;

public sealed class A_poison_event : IDisposable
{
    private readonly ShardRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("throw-kind", "counting", 0)]
    [InlineData("throw-kind", "counting", 7)]
    [InlineData("throw-kind", "counting", 19)]
    [InlineData("throw-transform", "throwing", 0)]
    [InlineData("throw-transform", "throwing", 12)]
    [InlineData("throw-encode", "firehose", 0)]
    [InlineData("throw-encode", "firehose", 19)]
    [InlineData("throw-decode", "decode", 3)]
    public void Costs_itself_and_none_of_its_neighbours(string fault, string stage, int place)
    {
        _rig.Start();
        for (var i = 0; i < 20; i++) _rig.Append(i == place ? $"ann {i} {fault}" : $"ann {i}");
        _rig.Pass(2);
        _rig.AssertExact();
        var dead = Assert.Single(_rig.DeadLetters);
        Assert.Equal("processing_failed", dead.Header("reason"));
        Assert.Equal(stage, dead.Header("stage"));
        Assert.Equal(ShardRig.Topic, dead.Header("topic"));
        Assert.Contains("fell over", dead.Header("message"));
        Assert.Equal(1, _rig.Shard.Status.DeadLetters);
    }

    [Fact]
    public void Is_tried_once_when_its_stage_names_it()
    {
        _rig.Start();
        for (var i = 0; i < 20; i++) _rig.Append(i == 5 ? "ann 5 throw-kind" : $"ann {i}");
        _rig.Pass();
        Assert.Equal(1, _rig.Shard.Status.Restarts);
    }

    [Fact]
    public void That_the_decoder_rejects_goes_to_the_dead_letters_with_its_field()
    {
        _rig.Start();
        _rig.Append("ann 1", "reject me", "bob 2");
        _rig.Pass();
        _rig.AssertExact();
        var dead = Assert.Single(_rig.DeadLetters);
        Assert.Equal(("missing_field", "user", "decode"), (dead.Header("reason"), dead.Header("field"), dead.Header("stage")));
        Assert.Equal(0, _rig.Shard.Status.Restarts);
    }

    [Fact]
    public void Among_many_costs_linear_work()
    {
        _rig.Start();
        for (var i = 0; i < 1500; i++) _rig.Append($"u{i % 7} {i} {(i % 3 == 0 ? "throw-kind" : i % 50 == 1 ? "throw-transform" : "")}");
        _rig.Pass(2);
        _rig.AssertExact();
        Assert.InRange(_rig.Shard.Status.Restarts, 500, 650);
    }

    [Fact]
    public void Is_set_aside_again_after_a_crash_and_is_in_the_dead_letters_once()
    {
        _rig.Start();
        _rig.Append("ann 1", "ann 2 throw-kind", "ann 3 throw-encode", "ann 4");
        _rig.Settle();
        _rig.Restart();
        _rig.Pass();
        _rig.Restart();
        _rig.Pass();
        _rig.AssertExact();
    }

    [Fact]
    public void Is_left_out_when_its_range_is_encoded_again_from_the_log()
    {
        _rig.Start();
        _rig.Firehose.IsDown = true;
        _rig.Append("ann 1", "ann 2 throw-encode", "reject me", "ann 4 throw-decode", "ann 5 throw-transform", "ann 6");
        _rig.Pass(2);
        _rig.Firehose.IsDown = false;
        _rig.Restart();
        _rig.Pass();
        _rig.AssertExact();
    }

    [Fact]
    public void Is_never_blamed_for_a_disk_that_fails()
    {
        _rig.Start();
        _rig.Append("ann 1", "ann 2 throw-disk");
        _rig.Pass();
        Assert.Equal(Shards.ShardState.Failed, _rig.Shard.State);
        Assert.Empty(_rig.DeadLetters);
    }
}
