namespace Analytics.Node.Backtests;

/// <summary>A backtest, for people and programs.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">Whose events.</param>
/// <param name="State"><c>running</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Rule">Name of the rule.</param>
/// <param name="RuleVersion">The version that the text would have.</param>
/// <param name="Text">The rule, in its normal form.</param>
/// <param name="Against">What it is compared with: <c>live</c>, <c>raised</c>, <c>text</c> or <c>nothing</c>.</param>
/// <param name="OtherText">The rule that it is compared with; null for none.</param>
/// <param name="From">Start of the range.</param>
/// <param name="To">Its end, exclusive.</param>
/// <param name="ReadFrom">From when on events are read, so that the rule knows at the start what it would have known.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="StartedAt">Since when.</param>
/// <param name="Seconds">How long it has taken.</param>
/// <param name="Events">Events that the rules were shown.</param>
/// <param name="TotalEvents">About how many they will be; null as long as nobody knows.</param>
/// <param name="Part">The part that was read, 0 to 1.</param>
/// <param name="EventsPerSecond">How fast.</param>
/// <param name="SecondsLeft">How long it will go on at that; null when that is not known.</param>
/// <param name="FromLog">Events that were read from the log.</param>
/// <param name="FromClickHouse">Events that were read from ClickHouse, because the log no longer has them or would have cost too much.</param>
/// <param name="Error">Why it did not come to its end; null when it did, or runs.</param>
/// <param name="Result">What it found; null as long as it did not.</param>
internal sealed record BacktestAnswer(
    Guid Id, string Tenant, string State, string Rule, uint RuleVersion, string Text, string Against, string? OtherText, DateTime From, DateTime To, DateTime ReadFrom, string By, DateTime StartedAt,
    double Seconds, long Events, long? TotalEvents, double Part, double EventsPerSecond, double? SecondsLeft, long FromLog, long FromClickHouse, string? Error, BacktestResult? Result)
{
    /// <summary>As it is now.</summary>
    public static BacktestAnswer Of(BacktestJob job)
    {
        var (plan, seconds, progress, state) = (job.Plan, job.Took.TotalSeconds, job.Progress, job.State);
        var (done, part) = (progress.Events, state == BacktestState.Done ? 1 : progress.Part);
        return new BacktestAnswer(
            job.Id, plan.Tenant, state.ToString().ToLowerInvariant(), plan.Rule.Definition.Name, plan.Rule.Version, plan.Rule.Definition.ToString(), plan.Against,
            plan.Other?.Plans[0].Rules[0].Definition.ToString(), At(plan.From), At(plan.To), At(plan.WarmFrom), job.By, job.StartedAt.UtcDateTime, Math.Round(seconds, 3), done, TotalOf(done, part), Math.Round(part, 4),
            seconds > 0 ? Math.Round(done / seconds) : 0, state == BacktestState.Running && part > 0.01 ? Math.Round(seconds / part * (1 - part), 1) : null,
            progress.FromLog, progress.FromStore, job.Error, job.Result);
    }

    // What was looked at without an event of this tenant and time says nothing about those to come; at the end none is a number, too.
    private static long? TotalOf(long done, double part) => part >= 1 ? done : part > 0 && done > 0 ? (long)(done / part) : null;

    private static DateTime At(long micros) => DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}
