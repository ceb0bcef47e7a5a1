using System.Diagnostics;
using Analytics.Actors.Entities;
using Analytics.Actors.Replay;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Node.Composition;
using Analytics.Node.Configuration;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Time;
using Analytics.Sinks.ClickHouse.History;

namespace Analytics.Node.Backtests;

/// <summary>
/// Past events through the rules, on one thread: as shards did, each partition of a lane by itself; for keys that no lane has, all partitions in the order of arrival, as they came to
/// that lane. Reading goes on while rules work.
/// </summary>
internal sealed class BacktestRun(EventHistory history, NodeOptions options, ITenantDirectory tenants, BacktestPlan plan, BacktestProgress progress, CancellationToken cancellation)
{
    private const int BatchSize = 4096, OffsetBits = 44, MostTypesNamed = 100;
    private readonly EventBatch _batch = new();
    private readonly long _began = Stopwatch.GetTimestamp();

    /// <summary>What the rule found.</summary>
    public BacktestSide Draft { get; } = new(plan.From, plan.To, options.Backtest.MaxAlerts);

    /// <summary>What the rule found that it is compared with.</summary>
    public BacktestSide Other { get; } = new(plan.From, plan.To, options.Backtest.MaxAlerts);

    /// <summary>Runs it to the end.</summary>
    /// <exception cref="BacktestException">There are too many events or alerts.</exception>
    /// <exception cref="Contracts.Stores.StoreUnavailableException">The store does not answer.</exception>
    public bool Run()
    {
        var ranges = Wait(history.RangesAsync(plan.Tenant, plan.WarmFrom, plan.ReadTo, cancellation));
        var passes = Passes(ranges).ToList();
        progress.Total = passes.Sum(pass => pass.Ranges.Sum(range => range.Rows));
        if (progress.Total > options.Backtest.MaxEvents)
            throw new BacktestException($"{progress.Total} events would be read, with those before the range that the rule looks back at, and at most {options.Backtest.MaxEvents} are (backtest.max-events): ask for a shorter range.");
        var types = Wait(history.TypesAsync(plan.Tenant, plan.WarmFrom, plan.ReadTo, cancellation));
        var tenant = Symbols.Intern(plan.Tenant);
        foreach (var pass in passes)
        {
            List<string> wanted = [.. types.Where(one => pass.Plans.Any(keys => PlanReads.Concerns(keys, one.Type, one.Kind, tenant))).Select(one => one.Type).Distinct()];
            if (wanted.Count == 0) progress.Add((int)Math.Min(int.MaxValue, pass.Ranges.Sum(range => range.Rows)));
            else Read(pass, new HistorySelection(plan.Tenant, plan.WarmFrom, plan.ReadTo, plan.Fields, wanted.Count > MostTypesNamed ? [] : wanted, options.Backtest.ReadThreads));
        }

        return true;
    }

    private IEnumerable<Pass> Passes(IReadOnlyList<HistoryRange> ranges)
    {
        var settings = ConfiguredRules.Options(options.Rules);
        foreach (var lane in (string[])[LogTopics.RawEvents, LogTopics.InventoryUpdates])
        {
            var (draft, other) = plan.OfLane(lane);
            if (draft is null && other is null) continue;
            foreach (var range in ranges.Where(range => range.Topic == lane)) yield return new Pass([range], draft, other, settings);
        }

        var (keyed, otherKeyed) = plan.OfLane(LogTopics.RuleEvents);
        if ((keyed ?? otherKeyed) is not null && ranges.Count > 0) yield return new Pass(ranges, keyed, otherKeyed, settings with { Disorder = settings.Disorder + 2 * options.Shards.CheckpointInterval });
    }

    private void Read(Pass pass, HistorySelection selection)
    {
        var rows = Math.Max(BatchSize, options.Backtest.EventsInMemory / (2 * pass.Ranges.Count));
        var cursors = pass.Ranges.Select((range, i) => (Cursor: history.Open(selection, range, rows), Number: (long)i << OffsetBits)).ToList();
        (RuleReplay Replay, BacktestSide Side)[] sides =
        [
            .. pass.Draft is { } draft ? [(new RuleReplay(draft, pass.Settings, tenants), Draft)] : Array.Empty<(RuleReplay, BacktestSide)>(),
            .. pass.Other is { } other ? [(new RuleReplay(other, pass.Settings, tenants), Other)] : Array.Empty<(RuleReplay, BacktestSide)>(),
        ];
        while (Next(cursors) is { } next)
        {
            cancellation.ThrowIfCancellationRequested();
            next.Cursor.Fill(_batch, next.Until, BatchSize, next.Number);
            foreach (var (replay, side) in sides)
            {
                replay.Feed(_batch, side.Found);
                if (side.Found.Count > 0) side.Keep(At);
            }

            progress.Add(_batch.Count);
            Brake();
        }

        foreach (var (replay, side) in sides)
        {
            // Deadlines that passed by the end of the range have passed.
            replay.Advance(plan.To + Micros.Of(pass.Settings.Disorder), side.Found);
            side.Keep(At);
        }

        EventPosition At(long offset)
        {
            var range = pass.Ranges[(int)(offset >> OffsetBits)];
            return new EventPosition(range.Topic, range.Partition, offset & ((1L << OffsetBits) - 1));
        }
    }

    // The partition whose next event came first, and until when its events come before those of the others.
    private (HistoryCursor Cursor, long Number, long Until)? Next(List<(HistoryCursor Cursor, long Number)> cursors)
    {
        var (first, earliest, until) = (-1, long.MaxValue, long.MaxValue);
        for (var i = cursors.Count - 1; i >= 0; i--)
        {
            var arrival = cursors[i].Cursor.NextArrival;
            if (arrival == long.MaxValue)
            {
                if (!Wait(cursors[i].Cursor.MoveAsync(cancellation)))
                {
                    cursors.RemoveAt(i);
                    first--;
                    continue;
                }

                arrival = cursors[i].Cursor.NextArrival;
            }

            if (arrival < earliest) (first, earliest, until) = (i, arrival, earliest);
            else until = Math.Min(until, arrival);
        }

        return cursors.Count == 0 ? null : (cursors[first].Cursor, cursors[first].Number, until);
    }

    private void Brake()
    {
        if (options.Backtest.Rate == 0) return;
        var ahead = progress.Done / (double)options.Backtest.Rate - Stopwatch.GetElapsedTime(_began).TotalSeconds;
        if (ahead > 0.01) cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(Math.Min(ahead, 1)));
    }

    // The thread is there for nothing else.
    private static T Wait<T>(Task<T> asked) => asked.GetAwaiter().GetResult();

    private sealed record Pass(IReadOnlyList<HistoryRange> Ranges, RuleSet? Draft, RuleSet? Other, PatternOptions Settings)
    {
        public IEnumerable<KeyPlan> Plans => [.. Draft?.Plans ?? [], .. Other?.Plans ?? []];
    }
}
