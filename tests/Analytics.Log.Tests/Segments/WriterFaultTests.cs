using Analytics.Contracts.Log;

namespace Analytics.Log.Tests.Segments;

public sealed class WriterFaultTests
{
    private readonly ManualTime _time = new();
    private readonly FaultyDisk _disk = new();

    [Fact]
    public async Task A_failed_flush_stops_the_partition_until_the_log_is_opened_again()
    {
        var log = SmallLog.Open(_disk, _time);
        await log.Only().AppendIdsAsync(1);
        _disk.FailFlushOf = path => path.EndsWith(".log", StringComparison.Ordinal);
        var first = await Assert.ThrowsAsync<LogUnavailableException>(() => log.Only().AppendIdsAsync(2));
        Assert.Contains("flush", first.Message, StringComparison.Ordinal);
        _disk.FailFlushOf = _ => false;
        _time.Advance(TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Only().AppendIdsAsync(3));
        Assert.Equal(["1"], log.Only().ReadValues());
        await log.DisposeAsync();

        await using var again = SmallLog.Open(_disk, _time);
        Assert.Single(await again.Only().AppendIdsAsync(4), offset => offset >= 1);
    }

    [Fact]
    public async Task A_failed_flush_of_one_partition_leaves_the_others_alone()
    {
        await using var log = SmallLog.Open(_disk, _time, options => options with { Topics = [new TopicDescription("t", 2)] });
        _disk.FailFlushOf = path => path.Contains("/t-0/", StringComparison.Ordinal);
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Partition("t", 0).AppendIdsAsync(1));
        Assert.Equal(new long[] { 0 }, await log.Partition("t", 1).AppendIdsAsync(1));
    }

    [Fact]
    public async Task A_full_disk_keeps_nothing_of_the_append_and_heals_when_there_is_room()
    {
        await using var log = SmallLog.Open(_disk, _time, options => options with { RoomAhead = 0 });
        await log.Only().AppendIdsAsync(1, 2);
        var before = _disk.Contents()["/log/t-0/00000000000000000000.log"];
        _disk.Capacity = _disk.Contents().Sum(file => file.Value.Length) + 40;
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Only().AppendIdsAsync(3, 4));
        Assert.Equal(before, _disk.Contents()["/log/t-0/00000000000000000000.log"]);

        _disk.Capacity = long.MaxValue;
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Only().AppendIdsAsync(3, 4));
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(new long[] { 2, 3 }, await log.Only().AppendIdsAsync(3, 4));
        Assert.Equal(["1", "2", "3", "4"], log.Only().ReadValues());
    }

    [Fact]
    public async Task Its_state_names_a_full_disk_as_long_as_appends_are_refused_though_nobody_tries()
    {
        await using var log = SmallLog.Open(_disk, _time, options => options with { MinimumFreeBytes = 1000 });
        Assert.Equal((true, ""), (log.State.IsUp, log.State.Error));
        _disk.ReportedFreeBytes = 999;
        _time.Advance(TimeSpan.FromSeconds(1));
        var full = log.State;
        Assert.False(full.IsUp);
        Assert.Contains("999 bytes are free and 1000 must stay free", full.Error, StringComparison.Ordinal);
        Assert.Equal(_time.GetUtcNow(), full.Since);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(full.Since, log.State.Since);

        _disk.ReportedFreeBytes = 1000;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((true, _time.GetUtcNow()), (log.State.IsUp, log.State.Since));
    }

    [Fact]
    public async Task Its_state_says_that_a_volume_does_not_answer()
    {
        await using var log = SmallLog.Open(_disk, _time, options => options with { MinimumFreeBytes = 1000 });
        _disk.IsGone = true;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((false, "The disk of the log does not say how much room it has: Cannot find it."), (log.State.IsUp, log.State.Error));
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Only().AppendIdsAsync(1));
        _disk.IsGone = false;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(log.State.IsUp);
    }

    [Fact]
    public async Task Its_state_names_a_writer_that_stopped_for_good()
    {
        await using var log = SmallLog.Open(_disk, _time);
        _disk.FailFlushOf = path => path.EndsWith(".log", StringComparison.Ordinal);
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Only().AppendIdsAsync(1));
        var stopped = log.State;
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((false, stopped.Since), (log.State.IsUp, log.State.Since));
        Assert.Contains("t-0 stopped", log.State.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_state_names_a_write_that_failed_until_one_succeeds_or_none_was_tried_for_a_while()
    {
        await using var log = SmallLog.Open(_disk, _time, options => options with { RoomAhead = 0 });
        await log.Only().AppendIdsAsync(1);
        _disk.Capacity = _disk.Contents().Sum(file => file.Value.Length) + 40;
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Only().AppendIdsAsync(2, 3));
        Assert.False(log.State.IsUp);
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.True(log.State.IsUp, "Whoever is sent nothing because it is down would never find out that it is well again.");
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Only().AppendIdsAsync(2, 3));
        Assert.False(log.State.IsUp);

        _disk.Capacity = long.MaxValue;
        _time.Advance(TimeSpan.FromSeconds(1));
        await log.Only().AppendIdsAsync(2, 3);
        Assert.True(log.State.IsUp);
    }

    [Fact]
    public async Task A_disk_with_too_little_left_is_not_written_to()
    {
        await using var log = SmallLog.Open(_disk, _time, options => options with { MinimumFreeBytes = 1000 });
        _disk.ReportedFreeBytes = 999;
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Only().AppendIdsAsync(1));
        Assert.Equal(0, log.Only().SizeInBytes);
        _disk.ReportedFreeBytes = 1000;
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(new long[] { 0 }, await log.Only().AppendIdsAsync(1));
    }

    [Fact]
    public async Task A_full_disk_when_a_new_segment_begins_heals_too()
    {
        await using var log = SmallLog.Open(_disk, _time, options => options with { SegmentBytes = 1 });
        await log.Only().AppendIdsAsync(1);
        _disk.Capacity = 0;
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Only().AppendIdsAsync(2));
        _disk.Capacity = long.MaxValue;
        _time.Advance(TimeSpan.FromSeconds(1));
        await log.Only().AppendIdsAsync(2);
        await log.Only().AppendIdsAsync(3);
        Assert.Equal(["1", "2", "3"], log.Only().ReadValues());
    }

    [Fact]
    public async Task A_failed_flush_of_the_folder_stops_the_partition()
    {
        await using var log = SmallLog.Open(_disk, _time, options => options with { SegmentBytes = 1 });
        await log.Only().AppendIdsAsync(1);
        _disk.FailFlushOf = path => path == SmallLog.PartitionFolder;
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Only().AppendIdsAsync(2));
        _disk.FailFlushOf = _ => false;
        _time.Advance(TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Only().AppendIdsAsync(2));
    }

    [Fact]
    public async Task An_append_above_the_limit_is_an_error_of_the_caller()
    {
        await using var log = SmallLog.Open(_disk, _time, options => options with { MaxAppendBytes = 1000 });
        await Assert.ThrowsAsync<ArgumentException>(() => log.Only().AppendValuesAsync([new string('x', 1000)]));
    }

    [Fact]
    public async Task A_closed_log_refuses_appends()
    {
        var log = SmallLog.Open(_disk, _time);
        await log.DisposeAsync();
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Only().AppendIdsAsync(1));
    }

    [Fact]
    public async Task A_slice_or_index_outside_the_batch_is_an_error_of_the_caller_and_harms_nobody_else()
    {
        await using var log = SmallLog.Open(_disk, _time);
        var batch = new RecordBatch();
        batch.Put("a");
        batch.Add().Value = new Analytics.Contracts.Events.Utf8Slice(0, batch.Length + 1);
        await Assert.ThrowsAsync<ArgumentException>(async () => await log.Only().AppendAsync(batch, new[] { 0, 1 }, new long[2]));
        await Assert.ThrowsAsync<IndexOutOfRangeException>(async () => await log.Only().AppendAsync(batch, new[] { 2 }, new long[1]));
        Assert.Equal(new long[] { 0 }, await log.Only().AppendIdsAsync(1));
    }
}
