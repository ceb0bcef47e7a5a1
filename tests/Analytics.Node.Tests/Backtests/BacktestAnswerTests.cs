using System.Text.Json;
using Analytics.Actors.Rules;
using Analytics.Node.Backtests;
using Analytics.Node.Configuration;
using Analytics.Node.Operators.Commands;
using Analytics.Pbm.Output;
using Analytics.Testing;

namespace Analytics.Node.Tests.Backtests;

/// <summary>What is said of a backtest while it runs, and at its end.</summary>
public sealed class BacktestAnswerTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(500, 0, 0)]
    [InlineData(500, 100, 0)]
    public async Task As_long_as_nobody_knows_how_many_events_there_are_no_number_is_told(long toLookAt, long lookedAt, long events)
    {
        var (answer, said) = await RunningAsync(toLookAt, lookedAt, events);
        Assert.Null(answer.TotalEvents);
        Assert.StartsWith("0 events so far, 0 events/s", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10_000, 2_500, 50, 200, "50 of 200 events, 5 events/s, 30 s left")]
    [InlineData(10_000, 50, 50, 10_000, "50 of 10,000 events, 5 events/s")]
    public async Task What_was_read_tells_how_many_they_will_be(long toLookAt, long lookedAt, long events, long total, string text)
    {
        var (answer, said) = await RunningAsync(toLookAt, lookedAt, events);
        Assert.Equal((total, text), (answer.TotalEvents, said));
    }

    [Fact]
    public async Task In_the_end_they_are_those_that_were_read_even_if_there_are_none()
    {
        using var none = new BacktestJob(Plan, "ann", TimeProvider.System, (_, _) => Task.FromResult<BacktestResult>(null!));
        await none.Ended;
        Assert.Equal(("done", 0L), (BacktestAnswer.Of(none).State, BacktestAnswer.Of(none).TotalEvents));
        using var some = new BacktestJob(Plan, "ann", TimeProvider.System, (progress, _) =>
        {
            progress.ToLookAt = 100;
            progress.Add(60, 60, isFromLog: true);
            return Task.FromResult<BacktestResult>(null!);
        });
        await some.Ended;
        Assert.Equal(60, BacktestAnswer.Of(some).TotalEvents);
    }

    private static BacktestPlan Plan =>
        BacktestPlan.Make("shop", new BacktestRequest("rule x for each user when purchase", DateTimeOffset.UnixEpoch, null, null), new NodeOptions(), new LiveRules(new RuleBoard()), DateTimeOffset.UnixEpoch.AddDays(7));

    // Ten seconds after its start, and what stands beside the bar.
    private static async Task<(BacktestAnswer Answer, string Said)> RunningAsync(long toLookAt, long lookedAt, long events)
    {
        var time = new ManualTime();
        var hasRead = new TaskCompletionSource();
        using var job = new BacktestJob(Plan, "ann", time, async (progress, cancellation) =>
        {
            progress.ToLookAt = toLookAt;
            progress.Add(lookedAt, events, isFromLog: false);
            hasRead.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return null!;
        });
        await hasRead.Task;
        time.Advance(TimeSpan.FromSeconds(10));
        var answer = BacktestAnswer.Of(job);
        job.Cancel();
        await job.Ended;
        var shown = BacktestCommands.ViewsOf(answer).Single(view => view.Kind == "progress");
        return (answer, Template.Fill(shown.Value, JsonSerializer.SerializeToElement(answer, JsonSerializerOptions.Web)));
    }
}
