using Analytics.Contracts.Log;
using Analytics.Log.Segments;
using Analytics.Node.Status;
using Analytics.Testing;

namespace Analytics.Node.Tests.Status;

/// <summary>What the page shows of the last five minutes.</summary>
public sealed class IncomingRatesTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Whoever_opens_the_page_sees_what_came_in_before_in_the_lanes_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        await using var log = SegmentLog.Open(new SegmentLogOptions { Directory = folder.Path, Topics = [new("raw_events", 1), new("inventory_updates", 1), new("rule_events", 1)] }, _time);
        using var topics = new TopicRates(log, _time);
        using var rates = new IncomingRates(log, topics, _time);

        foreach (var count in new[] { 10, 0 })
        {
            await AppendAsync(log, "raw_events", count);
            await AppendAsync(log, "inventory_updates", count / 2);
            await AppendAsync(log, "rule_events", 100);
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal([3, 0], rates.Read().Recent.Select(rate => rate.RatePerSecond));
        Assert.Equal(TimeSpan.FromSeconds(5), rates.Read().Recent[1].At - rates.Read().Recent[0].At);
        Assert.Equal(1.5, rates.Read().RatePerSecond);
    }

    [Fact]
    public async Task Five_minutes_are_kept()
    {
        using var folder = new TemporaryFolder();
        await using var log = SegmentLog.Open(new SegmentLogOptions { Directory = folder.Path, Topics = [new("raw_events", 1)] }, _time);
        using var topics = new TopicRates(log, _time);
        using var rates = new IncomingRates(log, topics, _time);

        for (var step = 0; step < 100; step++) _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(60, rates.Read().Recent.Count);
        Assert.Equal(_time.GetUtcNow().UtcDateTime, rates.Read().Recent[^1].At);
    }

    private static async Task AppendAsync(SegmentLog log, string topic, int count)
    {
        var batch = new RecordBatch();
        for (var i = 0; i < count; i++) batch.Add().Value = batch.Append("{}"u8);
        if (count > 0) await log.Partition(topic, 0).AppendAsync(batch, Enumerable.Range(0, count).ToArray(), new long[count], CancellationToken.None);
    }
}
