using Analytics.Actors.Rules;
using Analytics.Contracts.Log;
using Analytics.Node.Backtests;
using Analytics.Node.Backtests.Past;
using Analytics.Node.Composition;
using Analytics.Node.Configuration;

namespace Analytics.Node.Tests.Backtests;

/// <summary>Single events of the past are found in the log as long as it has them, and nothing stays open behind the search.</summary>
public sealed class PastFinderTests : IAsyncLifetime
{
    private const int Events = 2_000, Gone = 100, Kept = Events - 2;
    private readonly SharedLog _log = new();

    public Task InitializeAsync() => _log.AppendAsync(Events);

    public Task DisposeAsync() => _log.DisposeAsync().AsTask();

    [Fact]
    public async Task Events_are_found_where_they_are()
    {
        Assert.Equal([Gone, Kept], await FindAsync(new WatchedLog(_log.Log, () => { })));
    }

    [Fact]
    public async Task What_retention_deletes_right_before_it_is_read_is_left_out_as_what_went_before()
    {
        var log = new WatchedLog(_log.Log, () => _log.Log.ApplyRetention());
        Assert.Equal([Kept], await FindAsync(log));
        Assert.InRange(_log.Partition.StartOffset, Gone + 1, Kept);
        Assert.Equal((1, 0), (log.Opened, log.Open));
    }

    [Fact]
    public async Task A_log_that_does_not_answer_any_more_is_told_and_let_go()
    {
        var log = new WatchedLog(_log.Log, () => throw new LogUnavailableException("It is away."));
        await Assert.ThrowsAsync<LogUnavailableException>(() => FindAsync(log));
        Assert.Equal((1, 0), (log.Opened, log.Open));
    }

    private async Task<IEnumerable<long>> FindAsync(WatchedLog log)
    {
        var start = DateTimeOffset.UnixEpoch.AddTicks(SharedLog.Start * 10);
        var plan = BacktestPlan.Make(
            "shop", new BacktestRequest("rule every for each user when purchase", start, start.AddDays(1), BacktestPlan.Nothing), new NodeOptions(), new LiveRules(new RuleBoard()), start.AddDays(2));
        var found = await new PastFinder(_log.Past with { Log = log }).EventsAsync(plan, [new(LogTopics.RawEvents, 0, Gone), new(LogTopics.RawEvents, 0, Kept)], CancellationToken.None);
        return found.Keys.Select(at => at.Offset).Order();
    }
}
