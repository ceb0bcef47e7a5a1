using Analytics.Actors.Streams;

namespace Analytics.Actors.Tests.Runtime;

public sealed class A_sink_that_is_down : IDisposable
{
    private readonly ShardRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Does_not_stop_the_others_and_catches_up_in_order()
    {
        _rig.Start();
        _rig.Counts.IsDown = true;
        for (var i = 0; i < 30; i++)
        {
            _rig.Append($"ann {i}", $"bob {i}");
            _rig.Pass();
        }

        Assert.Equal(60, _rig.Firehose.Lines.Count());
        Assert.Empty(_rig.Counts.Applied);
        Assert.Equal(30, _rig.Sinks[1].Backlog);
        _rig.Counts.IsDown = false;
        _rig.Pass(40);
        Assert.Equal(0, _rig.Sinks[1].Backlog);
        _rig.AssertExact();
    }

    [Fact]
    public void Is_named_with_the_time_since_when_and_the_error()
    {
        _rig.Start();
        Assert.True(_rig.Sinks[0].IsUp);
        _rig.Firehose.IsDown = true;
        _rig.Append("ann 1");
        _rig.Pass();
        var since = _rig.Time.GetUtcNow();
        _rig.Pass(100);
        var status = _rig.Sinks[0];
        Assert.False(status.IsUp);
        Assert.Equal(since, status.Since);
        Assert.Contains("down", status.LastError);
        Assert.Equal(since, status.OldestSince);
        Assert.InRange(status.Failures, 8, 25);
        _rig.Firehose.IsDown = false;
        _rig.Pass(20);
        Assert.True(_rig.Sinks[0].IsUp);
        Assert.InRange(_rig.Sinks[0].Since, since.AddMilliseconds(1), _rig.Time.GetUtcNow());
        Assert.Equal(["sink_down", "sink_up"], _rig.Heard.Select(heard => heard.Name).Where(name => name.StartsWith("sink")));
    }

    [Fact]
    public void Costs_no_more_memory_than_its_bound_and_gets_identical_bytes_later()
    {
        _rig.SinkOptions = new SinkDispatcherOptions { MemoryBytes = 100 };
        _rig.Start();
        _rig.Firehose.IsDown = _rig.Counts.IsDown = true;
        for (var i = 0; i < 40; i++)
        {
            _rig.Append($"ann {i}", $"bob {i}", i % 5 == 0 ? "eve 1 throw-kind" : "eve 1");
            _rig.Pass();
            Assert.All(_rig.Sinks, sink => Assert.InRange(sink.MemoryBytes, 0, 100));
        }

        Assert.True(_rig.Sinks[1].BacklogBytes > 400);
        _rig.Firehose.IsDown = _rig.Counts.IsDown = false;
        _rig.Pass(60);
        _rig.AssertExact();
        Assert.All(_rig.Sinks, sink => Assert.Equal(0, sink.MemoryBytes));
    }

    [Fact]
    public void Hangs_and_is_cancelled_and_tried_again()
    {
        _rig.SinkOptions = new SinkDispatcherOptions { DeliverTimeout = TimeSpan.FromSeconds(10) };
        _rig.Start();
        _rig.Counts.Hanging = new TaskCompletionSource();
        _rig.Append("ann 1");
        _rig.Pass(5);
        Assert.Equal(1, _rig.Counts.Tries);
        Assert.Equal(["0 ann 1"], _rig.Firehose.Lines);
        _rig.Pass(12);
        Assert.False(_rig.Sinks[1].IsUp);
        _rig.Counts.Hanging = null;
        _rig.Pass(30);
        _rig.AssertExact();
    }

    [Fact]
    public void Keeps_its_backlog_over_restarts_of_the_shard_and_of_the_process()
    {
        _rig.Start();
        _rig.Firehose.IsDown = _rig.Counts.IsDown = true;
        for (var i = 0; i < 20; i++)
        {
            _rig.Append($"ann {i}");
            _rig.Pass();
            if (i % 4 == 3) _rig.Restart();
        }

        _rig.Pass();
        Assert.Equal(20, _rig.Sinks[0].Backlog);
        Assert.Equal(0, _rig.Shard.LowestOffset);
        _rig.Firehose.IsDown = _rig.Counts.IsDown = false;
        _rig.Pass(60);
        _rig.AssertExact();
        _rig.Append("ann 99");
        _rig.Pass(5);
        Assert.True(_rig.Shard.LowestOffset >= 20);
    }
}
