using System.Text;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Log;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>On a log that does not drop duplicates, the shard does.</summary>
public sealed class An_event_that_was_here_before : IDisposable
{
    private readonly ShardRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Is_dropped_and_counted()
    {
        _rig.Start();
        _rig.Append("ann 1 id=a", "ann 2 id=b", "ann 1 id=a", "ann 1 id=a");
        _rig.Pass();
        Assert.Equal(["0 ann 1 id=a", "1 ann 2 id=b"], _rig.Firehose.Lines);
        Assert.Equal(2, _rig.FinalCounts()["ann"]);
        Assert.Equal((4, 2, 2), (_rig.Shard.Status.Events, _rig.Shard.Status.Duplicates, _rig.Shard.Status.RememberedIds));
    }

    [Fact]
    public void Is_known_by_its_id_and_its_key_together()
    {
        _rig.Start();
        _rig.Append("ann 1 id=a", "bob 1 id=a", "bob 2", "bob 2");
        _rig.Pass();
        Assert.Equal(4, _rig.Firehose.Lines.Count());
        Assert.Equal(0, _rig.Shard.Status.Duplicates);
    }

    [Fact]
    public void Is_dropped_across_checkpoints_crashes_and_owners_and_counted_exactly()
    {
        _rig.Start();
        for (var i = 0; i < 5; i++)
        {
            _rig.Append("ann 1 id=a", $"ann 1 id={i}");
            if (i % 2 == 0) _rig.Pass();
            else _rig.Settle();
            _rig.Append("bob 1 id=a");
            _rig.Settle();
            _rig.Restart();
        }

        using var other = _rig.OtherNode();
        other.Start();
        other.Append("ann 1 id=a", "ann 1 id=3");
        other.Pass();
        Assert.Equal(4 + 4 + 2, other.Shard.Status.Duplicates);
        other.AssertExact();
    }

    [Fact]
    public void Is_left_out_again_when_the_range_is_read_again()
    {
        _rig.SinkOptions = new SinkDispatcherOptions { MemoryBytes = 0 };
        _rig.Start();
        _rig.Firehose.IsDown = true;
        for (var i = 0; i < 50; i++)
        {
            _rig.Append($"ann {i} id={i % 7}", $"ann {i}{(i % 9 == 0 ? " throw-kind" : "")}");
            if (i % 5 == 0) _rig.Pass();
        }

        _rig.Pass();
        _rig.Firehose.IsDown = false;
        _rig.Pass(30);
        _rig.AssertExact();
    }

    [Fact]
    public void Is_no_duplicate_of_one_that_was_set_aside()
    {
        _rig.Start();
        _rig.Append("ann 1 id=a throw-kind");
        _rig.Pass();
        _rig.Append("ann 1 id=a");
        _rig.Pass();
        Assert.Equal(["1 ann 1 id=a"], _rig.Firehose.Lines);
        Assert.Equal(0, _rig.Shard.Status.Duplicates);
    }

    [Fact]
    public void Is_remembered_for_the_horizon_and_at_most_an_eighth_longer()
    {
        _rig.Options = new ShardOptions { DuplicateHorizon = TimeSpan.FromSeconds(80) };
        _rig.Start();
        _rig.Append("ann 1 id=a");
        _rig.Pass(79);
        _rig.Append("ann 1 id=a");
        _rig.Pass(12);
        Assert.Equal(1, _rig.Shard.Status.Duplicates);
        _rig.Append("ann 1 id=a");
        _rig.Pass();
        Assert.Equal(1, _rig.Shard.Status.Duplicates);
        Assert.Equal(2, _rig.Firehose.Lines.Count());
    }

    [Fact]
    public void Is_forgotten_early_when_there_are_too_many()
    {
        _rig.Options = new ShardOptions { DuplicateMaxIds = 100 };
        _rig.Start();
        for (var i = 0; i < 250; i++) _rig.Append($"ann 1 id={i}");
        _rig.Append("ann 1 id=0", "ann 1 id=200");
        _rig.Pass();
        Assert.Equal(1, _rig.Shard.Status.Duplicates);
        Assert.InRange(_rig.Shard.Status.RememberedIds, 90, 100);
        _rig.Restart();
        _rig.Append("ann 1 id=1", "ann 1 id=220");
        _rig.Pass();
        Assert.Equal(2, _rig.Shard.Status.Duplicates);
    }

    [Fact]
    public void Costs_a_checkpoint_the_new_ids_only()
    {
        _rig.Start();
        for (var i = 0; i < 20_000; i++) _rig.Append($"ann 1 id={i}");
        CutAndPublish();
        Assert.InRange(_rig.Shard.Status.CheckpointBytes, 280_000, 330_000);
        _rig.Append("ann 1 id=new");
        CutAndPublish();
        Assert.InRange(_rig.Shard.Status.CheckpointBytes, 1, 20_000);
    }

    [Fact]
    public void Is_dropped_when_its_source_position_was_passed_also_after_a_crash()
    {
        _rig.Start();
        AppendFrom("raw", 0, 5, "ann 1");
        AppendFrom("raw", 1, 3, "ann 2");
        AppendFrom("raw", 0, 5, "ann 1");
        AppendFrom("raw", 0, 6, "ann 3 throw-kind");
        _rig.Pass();
        _rig.Restart();
        AppendFrom("raw", 0, 6, "ann 3 throw-kind");
        AppendFrom("raw", 1, 4, "ann 4");
        AppendFrom("other", 0, 1, "ann 5");
        AppendFrom("raw", 1, 2, "ann 0");
        _rig.Pass(2);
        Assert.Equal(["0 ann 1", "1 ann 2", "5 ann 4", "6 ann 5"], _rig.Firehose.Lines);
        Assert.Equal(3, _rig.Shard.Status.Repeats);
        Assert.Single(_rig.DeadLetters);
    }

    private void CutAndPublish()
    {
        _rig.Cut();
        _rig.Settle();
        _rig.Time.Advance(TimeSpan.FromMilliseconds(300));
        _rig.Settle();
    }

    private void AppendFrom(string topic, int partition, long offset, string value)
    {
        var position = new byte[SourcePosition.SizeOf(topic.Length)];
        SourcePosition.Write(position, Encoding.UTF8.GetBytes(topic), partition, offset);
        var headers = new byte[RecordHeaders.SizeOf(RecordHeaders.SourcePosition.Length, position.Length)];
        RecordHeaders.Write(headers, RecordHeaders.SourcePosition, position);
        _rig.Log.Memory(ShardRig.Topic).Append(value, (_rig.Time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10, headers);
    }
}
