using System.Diagnostics;
using Analytics.Actors.Rules;
using Analytics.Node.Backtests;
using Analytics.Node.Backtests.Past;
using Analytics.Node.Configuration;

namespace Analytics.Node.Tests.Backtests;

/// <summary>A run over what the log has, within its limits.</summary>
public sealed class BacktestRunTests : IAsyncLifetime
{
    private const int Events = 1_000;
    private const string Every = "rule every for each user when purchase";
    private readonly SharedLog _log = new();

    public Task InitializeAsync() => _log.AppendAsync(Events);

    public async Task DisposeAsync() => await _log.DisposeAsync();

    [Theory]
    [InlineData(Every)]
    [InlineData("rule every for each tenant when purchase")]
    public void The_rule_sees_the_tenants_events_and_the_progress_everything_that_was_looked_at(string rule)
    {
        var (run, progress) = Run(new BacktestOptions(), rule);
        Assert.Equal(Events / 2, run.Draft.Alerts.Count);
        Assert.Equal(Enumerable.Range(0, Events / 2).Select(i => new EventPosition("raw_events", 0, 2 * i)), run.Draft.Alerts.Select(alert => Assert.Single(alert.Events)));
        Assert.Equal((Events, Events, Events / 2, 0), (progress.ToLookAt, progress.LookedAt, progress.FromLog, progress.FromStore));
    }

    [Fact]
    public async Task A_rate_is_kept_however_much_more_comes_at_once()
    {
        const int AtOnce = 200;
        await using var few = new SharedLog();
        await few.AppendAsync(AtOnce);
        var began = Stopwatch.GetTimestamp();
        Run(new BacktestOptions { Rate = AtOnce / 2 }, Every, few);
        Assert.True(Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(1.9));
    }

    [Fact]
    public void More_events_than_may_be_read_are_refused_although_nobody_counted_them_before() =>
        Assert.Contains("backtest.max-events", Assert.Throws<BacktestException>(() => Run(new BacktestOptions { MaxEvents = 300 }, Every)).Message, StringComparison.Ordinal);

    [Fact]
    public void Some_alerts_are_enough() =>
        Assert.Contains("backtest.max-alerts", Assert.Throws<BacktestException>(() => Run(new BacktestOptions { MaxAlerts = 100 }, Every)).Message, StringComparison.Ordinal);

    private (BacktestRun Run, BacktestProgress Progress) Run(BacktestOptions backtest, string rule, SharedLog? log = null)
    {
        var options = new NodeOptions { Backtest = backtest };
        var start = DateTimeOffset.UnixEpoch.AddTicks(SharedLog.Start * 10);
        var plan = BacktestPlan.Make("shop", new BacktestRequest(rule, start, start.AddDays(1), BacktestPlan.Nothing), options, new LiveRules(new RuleBoard()), start.AddDays(2));
        var progress = new BacktestProgress();
        var run = new BacktestRun(new PastSources(options, TimeProvider.System, (log ?? _log).Past), options, SharedLog.Tenants, plan, progress, CancellationToken.None);
        run.Run();
        return (run, progress);
    }
}
