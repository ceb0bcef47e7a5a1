using Analytics.Actors.Rules;
using Analytics.Node.Backtests;
using Analytics.Node.Configuration;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Node.Tests.Backtests;

/// <summary>What is read for a backtest, and what is refused before anything is read.</summary>
public sealed class BacktestPlanTests
{
    private const string Sum = "rule spender for each user given limit = 900 when purchase where sum of amount of purchase in last 1 day > limit";
    private const long Day = 86_400_000_000;
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Before_the_range_as_much_is_read_as_the_rule_looks_back()
    {
        var window = Make(Sum);
        Assert.InRange(window.From - window.WarmFrom, Day, Day + Day / 24);
        Assert.Equal(["amount", "user"], window.Fields.Order(StringComparer.Ordinal));
        var sequence = Make("rule s for each user when exactly 3 purchase within 2 days");
        Assert.InRange(sequence.From - sequence.WarmFrom, 4 * Day, 4 * Day + Day / 24);
        var memory = Make("rule m for each card when purchase where device_id is new");
        Assert.InRange(memory.From - memory.WarmFrom, 90 * Day, 90 * Day + Day / 24);
        Assert.Contains(PlanReads.Properties, memory.Fields);
    }

    [Fact]
    public void The_end_is_now_at_the_latest()
    {
        Assert.Equal((Now - DateTimeOffset.UnixEpoch).Ticks / 10, Make(Sum, to: Now.AddDays(1)).To);
        Assert.Equal((Now - DateTimeOffset.UnixEpoch).Ticks / 10, Make(Sum).To);
    }

    [Fact]
    public void It_is_compared_with_what_runs_for_the_tenant()
    {
        Assert.Equal((BacktestPlan.Live, "limit = 500"), (Make(Sum, running: Sum.Replace("900", "500", StringComparison.Ordinal)).Against, GivenOf(Make(Sum, running: Sum.Replace("900", "500", StringComparison.Ordinal)).Other!)));
        Assert.Equal(BacktestPlan.Nothing, Make(Sum).Against);
        Assert.Equal(BacktestPlan.Nothing, Make(Sum, running: Sum.Replace("each user", "each user only for \"other\"", StringComparison.Ordinal)).Against);
        Assert.Equal("text", Make(Sum, against: Sum.Replace("900", "5", StringComparison.Ordinal)).Against);
    }

    [Fact]
    public void A_rule_that_runs_is_known_by_its_name()
    {
        Assert.Equal("limit = 900", GivenOf(Make("spender", running: Sum).Draft));
        Assert.Equal(("spender", "limit = 900"), (Make(Sum, against: "spender", running: Sum).Against, GivenOf(Make(Sum, against: "spender", running: Sum).Other!)));
        Assert.Contains("no rule spender runs for the tenant shop", Assert.Throws<BacktestException>(() => Make("spender")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "a rule is missing")]
    [InlineData("rule x for each user when", "line 1")]
    [InlineData(Sum + "\n" + "rule y for each user when purchase", "found 2")]
    [InlineData("rule x for each user only for \"other\" when purchase", "not for the tenant")]
    public void What_cannot_be_tested_is_refused(string rule, string why) => Assert.Contains(why, Assert.Throws<BacktestException>(() => Make(rule)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(Sum, false)]
    [InlineData("rule x for each user when any event where distance > 10", true)]
    [InlineData("rule x for each user when any event where speed > 900", true)]
    [InlineData("rule x for each user when any event where longitude > 10", true)]
    public void Who_looks_at_places_needs_coordinates(string rule, bool needs) => Assert.Equal(needs, Make(rule).NeedsPlaces);

    [Fact]
    public void Ranges_have_an_order_and_a_limit()
    {
        Assert.Contains("after its start", Assert.Throws<BacktestException>(() => Make(Sum, from: Now.AddMinutes(1))).Message, StringComparison.Ordinal);
        Assert.Contains("backtest.max-range", Assert.Throws<BacktestException>(() => Make(Sum, from: Now.AddDays(-500))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_ends_when_it_is_cancelled_and_says_why_it_failed()
    {
        using var cancelled = new BacktestJob(Make(Sum), "ann", TimeProvider.System, async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            throw new InvalidOperationException();
        });
        Assert.Equal("running", BacktestAnswer.Of(cancelled).State);
        cancelled.Cancel();
        await cancelled.Ended;
        Assert.Equal(("cancelled", "Somebody ended it before it was done."), (BacktestAnswer.Of(cancelled).State, BacktestAnswer.Of(cancelled).Error));
        using var failed = new BacktestJob(Make(Sum), "ann", TimeProvider.System, (_, _) => throw new BacktestException("too many"));
        await failed.Ended;
        Assert.Equal(("failed", "too many"), (BacktestAnswer.Of(failed).State, BacktestAnswer.Of(failed).Error));
    }

    private static string GivenOf(RuleSet rules) => $"limit = {((Expression.Number)rules.Plans[0].Rules[0].Definition.Given[0].Value).Value}";

    private static BacktestPlan Make(string rule, DateTimeOffset? from = null, DateTimeOffset? to = null, string? against = null, string? running = null)
    {
        var board = new RuleBoard();
        if (running is not null) board.Publish(RuleRevision.Of(1, [new RevisionRule("spender", 1, RuleMode.On, running)]));
        return BacktestPlan.Make("shop", new BacktestRequest(rule, from ?? Now.AddDays(-7), to, against), new NodeOptions(), new LiveRules(board), Now);
    }
}
