using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Node.Backtests.Past;
using Analytics.Sinks.Alerts;
using Analytics.Sinks.Alerts.Book;
using Analytics.Sinks.ClickHouse.History;

namespace Analytics.Node.Backtests;

/// <summary>Compares what two rules raise, and both with what people decided.</summary>
internal sealed class BacktestReport(PastFinder finder, DecisionBook? decisions, BacktestPlan plan, int mostAlerts, CancellationToken cancellation)
{
    /// <summary>Makes the result of a run.</summary>
    /// <exception cref="BacktestException">What it is to be compared with is not kept.</exception>
    public async Task<BacktestResult> MakeAsync(BacktestRun run)
    {
        var name = plan.Rule.Definition.Name;
        var decided = decisions is null ? null : await decisions.InRangeAsync(plan.Tenant, name, Instant(plan.From), Instant(plan.To), mostAlerts, cancellation);
        var draft = run.Draft.Alerts;
        var other = plan.Against switch
        {
            BacktestPlan.Raised => [.. (decided ?? throw new BacktestException("against: alerts that were raised are not kept here: they need alerts.enabled and sinks.postgres.enabled.")).Where(alert => alert.Rule == name).Select(Read)],
            BacktestPlan.Nothing => null,
            _ => run.Other.Alerts,
        };
        await AddAmountsAsync([.. draft, .. other ?? []]);
        var (ofDraft, ofOther) = (Spans(draft), Spans(other ?? []));
        List<BacktestAlert> fresh = [.. draft.Where(alert => !Touch(ofOther, alert))], same = [.. draft.Where(alert => Touch(ofOther, alert))], lost = [.. (other ?? []).Where(alert => !Touch(ofDraft, alert))];
        return new BacktestResult(
            BacktestCount.Of(draft), other is null ? null : BacktestCount.Of(fresh), other is null ? null : BacktestCount.Of(lost), other is null ? null : BacktestCount.Of(same),
            Labels(draft, decided), other is null ? null : Labels(other, decided), run.Draft.Limits, await ShowAsync(fresh), await ShowAsync(lost), await ShowAsync(same));
    }

    private static BacktestAlert Read(DecidedAlert alert) =>
        new(alert.EntityKind, alert.Entity, Micros(alert.FirstAt), Micros(alert.At), [], alert.Evidence is { } evidence ? System.Text.Encoding.UTF8.GetBytes(evidence) : []);

    private static AlertSpans Spans(IEnumerable<BacktestAlert> alerts) => new(alerts.Select(alert => (alert.EntityKind, alert.Entity, alert.FirstAt, alert.At)));

    private static AlertSpans Spans(IEnumerable<DecidedAlert> alerts) => new(alerts.Select(alert => (alert.EntityKind, alert.Entity, Micros(alert.FirstAt), Micros(alert.At))));

    private static bool Touch(AlertSpans spans, BacktestAlert alert) => spans.Touch(alert.EntityKind, alert.Entity, alert.FirstAt, alert.At);

    private BacktestLabels? Labels(List<BacktestAlert> alerts, IReadOnlyList<DecidedAlert>? decided)
    {
        if (decided is null) return null;
        var watched = plan.Draft.Plans[0].Name;
        List<DecidedAlert> resolved = [.. decided.Where(alert => alert.State == AlertNames.Of(AlertState.Resolved) && alert.EntityKind == watched)];
        var (rights, wrongs, raised) = (Spans(resolved), Spans(decided.Where(alert => alert.State == AlertNames.Of(AlertState.FalsePositive) && alert.Rule == plan.Rule.Definition.Name)), Spans(alerts));
        var right = alerts.Count(alert => Touch(rights, alert));
        var wrong = alerts.Count(alert => !Touch(rights, alert) && Touch(wrongs, alert));
        var missed = resolved.Count(alert => !raised.Touch(alert.EntityKind, alert.Entity, Micros(alert.FirstAt), Micros(alert.At)));
        return new BacktestLabels(
            right, wrong, alerts.Count - right - wrong, missed, right + wrong == 0 ? null : (double)right / (right + wrong), resolved.Count == 0 ? null : (double)(resolved.Count - missed) / resolved.Count);
    }

    private async Task AddAmountsAsync(IReadOnlyList<BacktestAlert> alerts)
    {
        var amounts = await finder.AmountsAsync(plan, alerts.Where(alert => alert.Events.Count > 0).Select(alert => alert.Events[^1]), cancellation);
        foreach (var alert in alerts)
            if (alert.Events.Count > 0) alert.Amount = amounts.GetValueOrDefault(alert.Events[^1]);
    }

    private async Task<IReadOnlyList<BacktestExample>> ShowAsync(IReadOnlyList<BacktestAlert> alerts)
    {
        // Those with the most money first.
        List<BacktestAlert> shown = [.. alerts.OrderByDescending(alert => alert.Amount).ThenBy(alert => alert.At).ThenBy(alert => alert.Entity, StringComparer.Ordinal).Take(plan.Examples)];
        var stored = await finder.EventsAsync(plan, shown.SelectMany(alert => alert.Events), cancellation);
        return [.. shown.Select(alert => new BacktestExample(
            alert.EntityKind, alert.Entity, Instant(alert.FirstAt).UtcDateTime, Instant(alert.At).UtcDateTime, alert.Amount, Evidence(alert), [.. alert.Events.Select(stored.GetValueOrDefault).OfType<StoredEvent>()]))];
    }

    // Where several partitions met, an offset alone says nothing.
    private static JsonElement? Evidence(BacktestAlert alert)
    {
        if (alert.Evidence.Length == 0) return null;
        var evidence = JsonNode.Parse(alert.Evidence)!;
        if (evidence["events"] is JsonArray list)
            for (var i = 0; i < list.Count && i < alert.Events.Count; i++)
                (list[i]!["topic"], list[i]!["partition"], list[i]!["offset"]) = (alert.Events[i].Topic, alert.Events[i].Partition, alert.Events[i].Offset);
        return JsonSerializer.SerializeToElement(evidence);
    }

    private static DateTimeOffset Instant(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    private static long Micros(DateTime at) => (at - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
