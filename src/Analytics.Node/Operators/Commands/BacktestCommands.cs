using Analytics.Node.Backtests;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>rule backtest</c>: a rule over past events.</summary>
internal sealed class BacktestCommands(IServiceProvider services, TimeProvider time)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Following("rule backtest", "What a rule would have found in the past, against what runs now", RunAsync) with
        {
            Inputs =
            [
                CommandInput.Needed("rule", "its name, its text, or a file with it") with { TakesFile = true }, CommandInput.With("from", "start of the range: an instant, a date, or a time back such as -7d", "-7d"),
                CommandInput.With("to", "its end", "now"), CommandInput.With("tenant", "the tenant", "default"),
                CommandInput.With("against", "live, raised (the alerts that it raised), nothing, or another rule in the same ways", "live") with { TakesFile = true },
                CommandInput.With("examples", "how many alerts of each kind are shown, up to 100", "3"),
            ],
        },
    ];

    /// <summary>How a backtest is shown that is so far.</summary>
    internal static IReadOnlyList<View> ViewsOf(BacktestAnswer answer) =>
    [
        View.Progress("part", ProgressOf(answer)),
        View.Line("{error}", "error"),
        View.Line("{rule} over {events:count} events in {seconds:duration} ({eventsPerSecond:count} a second), compared with: {against}", "result"),
        View.Line("  read    {fromLog:count} events from the log, {fromClickHouse:count} from ClickHouse", "result"),
        View.Line("  raises  {result.total.alerts:count} alerts about {result.total.entities:count}, amounts {result.total.amount}", "result"),
        View.Line("  new     {result.new.alerts:count} alerts about {result.new.entities:count}, amounts {result.new.amount}", "result.new"),
        View.Line("  lost    {result.lost.alerts:count} alerts about {result.lost.entities:count}, amounts {result.lost.amount}", "result.lost"),
        View.Line("  same    {result.same.alerts:count} alerts about {result.same.entities:count}, amounts {result.same.amount}", "result.same"),
        View.Line("  of alerts that people decided about: {result.labels.right:count} right, {result.labels.wrong:count} wrong, {result.labels.missed:count} missed; precision {result.labels.precision}, recall {result.labels.recall}", "result.labels"),
        View.Line("  compared with: {result.otherLabels.right:count} right, {result.otherLabels.wrong:count} wrong, {result.otherLabels.missed:count} missed; precision {result.otherLabels.precision}, recall {result.otherLabels.recall}", "result.otherLabels"),
        Examples("new", "result.newExamples"), Examples("lost", "result.lostExamples"), Examples("same", "result.sameExamples"),
    ];

    // What nobody knows yet is not mentioned.
    private static string ProgressOf(BacktestAnswer answer) => answer switch
    {
        { TotalEvents: null } => "{events:count} events so far, {eventsPerSecond:count} events/s",
        { SecondsLeft: null } => "{events:count} of {totalEvents:count} events, {eventsPerSecond:count} events/s",
        _ => "{events:count} of {totalEvents:count} events, {eventsPerSecond:count} events/s, {secondsLeft:duration} left",
    };

    // Whole events would be a wall of text; --json has them. The alert's own amount is the last of its events' ones.
    private static View Examples(string title, string items) =>
        View.Table(items, (title, "{entityKind} {entity}"), ("first", "{firstAt:instant}"), ("completed", "{at:instant}"), ("events", "{events.type}"), ("amounts", "{events.fields.amount}"));

    private async IAsyncEnumerable<CommandAnswer> RunAsync(CommandCall call)
    {
        var job = Start(call);
        try
        {
            while (job.State == BacktestState.Running)
            {
                await Task.WhenAny(job.Ended, Task.Delay(BetweenLooks, time, call.Cancellation));
                call.Cancellation.ThrowIfCancellationRequested();
                if (job.State == BacktestState.Running) yield return Tell(job);
            }
        }
        finally
        {
            // Who stops waiting wants no result.
            job.Cancel();
        }

        yield return Tell(job);
    }

    private static CommandAnswer Tell(BacktestJob job)
    {
        var answer = BacktestAnswer.Of(job);
        return new CommandAnswer(answer, ViewsOf(answer), job.State is BacktestState.Running or BacktestState.Done);
    }

    private BacktestJob Start(CommandCall call)
    {
        var jobs = services.GetRequiredService<BacktestJobs>();
        var tenant = call.TextOrNull("tenant") ?? "default";
        if (!Http.RangeParameters.IsTenantName(tenant)) throw CommandException.Wrong("tenant", "1 to 64 of A-Z a-z 0-9 _ . : -");
        try
        {
            var request = new BacktestRequest(call.Text("rule"), Instant(call, "from", "-7d"), Instant(call, "to", "now"), call.TextOrNull("against"), (int)call.Number("examples", 3, 0, 100));
            return jobs.Start(tenant, request, call.Caller) ?? throw CommandException.Refused("As many backtests run on this node as may (backtest.concurrent).");
        }
        catch (BacktestException wrong)
        {
            throw new CommandException(400, wrong.Message);
        }
    }

    private DateTimeOffset Instant(CommandCall call, string name, string otherwise) => LogPosition.Parse(name, call.TextOrNull(name) ?? otherwise, time) switch
    {
        { Offset: not null } => throw CommandException.Wrong(name, "an instant such as 2026-11-21T08:00:00Z, a date, a time back such as -7d, or now"),
        { Instant: { } instant } => instant,
        _ => time.GetUtcNow(),
    };
}
