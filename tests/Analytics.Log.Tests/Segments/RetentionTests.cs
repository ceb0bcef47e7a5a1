using Analytics.Contracts.Log;
using Analytics.Log.Segments;

namespace Analytics.Log.Tests.Segments;

public sealed class RetentionTests
{
    private readonly ManualTime _time = new();
    private readonly FaultyDisk _disk = new();

    [Fact]
    public async Task Segments_go_when_their_last_commit_is_too_old()
    {
        await using var log = await OpenWithSegmentsAsync(options => options with { RetentionAge = TimeSpan.FromDays(7) });
        _time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(6.5));
        Assert.Equal(4, log.ApplyRetention());
        Assert.Equal(4, log.Only().StartOffset);
        Assert.Equal(Enumerable.Range(4, 6).Select(i => $"{i}"), ReadFrom(log, 4));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(5, log.ApplyRetention());
        Assert.Equal(["9"], ReadFrom(log, 9));
    }

    [Fact]
    public async Task Oldest_segments_go_while_the_partition_is_too_large()
    {
        await using var log = await OpenWithSegmentsAsync(options => options with { RetentionAge = null });
        var size = log.Only().SizeInBytes;
        Assert.Equal(0, log.ApplyRetention());
        await log.DisposeAsync();
        await using var again = SmallLog.Open(_disk, _time, options => options with { RetentionBytes = size / 2 });
        Assert.Equal(5, again.ApplyRetention());
        Assert.InRange(again.Only().SizeInBytes, 1, size / 2);
    }

    [Fact]
    public async Task Nothing_goes_that_a_consumer_needs()
    {
        await using var log = await OpenWithSegmentsAsync(options => options with { RetentionBytes = 1 });
        log.SetRetentionFloor(SmallLog.Topic, 0, 3);
        Assert.Equal(3, log.ApplyRetention());
        Assert.Equal(3, log.Only().StartOffset);
        log.SetRetentionFloor(SmallLog.Topic, 0, 7);
        Assert.Equal(4, log.ApplyRetention());
    }

    [Fact]
    public async Task A_reader_that_was_overtaken_is_told_and_can_go_on()
    {
        await using var log = await OpenWithSegmentsAsync(options => options with { RetentionBytes = 1 });
        using var reader = log.Only().OpenReader(0);
        var batch = new RecordBatch();
        reader.Read(batch, 1, 1000);
        log.SetRetentionFloor(SmallLog.Topic, 0, 6);
        log.ApplyRetention();
        var truncated = Assert.Throws<LogTruncatedException>(() => reader.Read(batch, 1, 1000));
        Assert.Equal((1L, 6L), (truncated.Position, truncated.StartOffset));
        reader.Seek(truncated.StartOffset);
        Assert.Equal(1, reader.Read(batch, 1, 1000));
        Assert.Equal("6", batch.Text(0));
        Assert.Equal(6, log.Only().OpenReader(0).Position);
    }

    [Fact]
    public async Task What_was_deleted_stays_deleted_and_the_rest_is_there_after_a_restart()
    {
        await using (var log = await OpenWithSegmentsAsync(options => options with { RetentionBytes = 1 }))
        {
            log.SetRetentionFloor(SmallLog.Topic, 0, 5);
            log.ApplyRetention();
        }

        await using var again = SmallLog.Open(_disk.AfterPowerLoss(new Random(1)), _time);
        Assert.Equal(5, again.Only().StartOffset);
        Assert.Equal(Enumerable.Range(5, 5).Select(i => $"{i}"), ReadFrom(again, 5));
    }

    [Fact]
    public async Task A_time_is_found_across_segments_even_when_records_were_received_out_of_order()
    {
        await using var log = SmallLog.Open(_disk, _time, options => options with { SegmentBytes = 200 });
        long[] times = [100, 300, 200, 500, 400, 600, 700];
        foreach (var time in times)
        {
            var batch = new RecordBatch();
            batch.Put(0, "", "", "v", time);
            await log.Only().AppendAllAsync(batch);
        }

        foreach (var time in Enumerable.Range(0, 8).SelectMany(i => new long[] { i * 100, i * 100 + 1 }))
        {
            var expected = Array.FindIndex(times, other => other >= time);
            Assert.Equal(expected < 0 ? times.Length : expected, log.Only().OffsetAt(time));
        }
    }

    /// <summary>Ten segments of one record each, a second apart.</summary>
    private async Task<SegmentLog> OpenWithSegmentsAsync(Func<SegmentLogOptions, SegmentLogOptions> change)
    {
        var log = SmallLog.Open(_disk, _time, options => change(options with { SegmentBytes = 1 }));
        for (var i = 0; i < 10; i++)
        {
            await log.Only().AppendValuesAsync([$"{i}"]);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        return log;
    }

    private static List<string> ReadFrom(SegmentLog log, long offset)
    {
        using var reader = log.Only().OpenReader(offset);
        var batch = new RecordBatch();
        var values = new List<string>();
        while (reader.Read(batch, 100, 10_000) > 0)
            for (var i = 0; i < batch.Count; i++) values.Add(batch.Text(i));
        return values;
    }
}
