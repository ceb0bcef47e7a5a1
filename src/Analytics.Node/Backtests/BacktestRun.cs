using System.Diagnostics;
using Analytics.Contracts.Tenants;
using Analytics.Node.Backtests.Past;
using Analytics.Node.Composition;
using Analytics.Node.Configuration;
using Analytics.Processing.Patterns.Compilation;

namespace Analytics.Node.Backtests;

/// <summary>Past events through the rules, on one thread, while another one reads ahead. Each partition's events come in the order of its log, those of several in the order of their arrival.</summary>
internal sealed class BacktestRun(PastSources sources, NodeOptions options, ITenantDirectory tenants, BacktestPlan plan, BacktestProgress progress, CancellationToken cancellation)
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly List<(int Number, string Topic, PastCursor Cursor)> _open = [];

    /// <summary>What the rule found.</summary>
    public BacktestSide Draft { get; } = new(plan.From, plan.To, options.Backtest.MaxAlerts);

    /// <summary>What the rule found that it is compared with.</summary>
    public BacktestSide Other { get; } = new(plan.From, plan.To, options.Backtest.MaxAlerts);

    /// <summary>Runs it to the end.</summary>
    /// <exception cref="BacktestException">There are too many events or alerts, or some events are gone.</exception>
    /// <exception cref="Contracts.Stores.StoreUnavailableException">The store does not answer.</exception>
    /// <exception cref="Contracts.Log.LogUnavailableException">The log does not answer.</exception>
    public bool Run()
    {
        List<BacktestRules> rules = [Rules(plan.Draft, Draft)];
        if (plan.Other is { } other) rules.Add(Rules(other, Other));
        var past = sources.Plan(plan, rules.SelectMany(one => one.Lanes).ToHashSet(), cancellation);
        RequireFew(past.StoredRows);
        progress.ToLookAt = past.ToLookAt;
        using var ahead = new ReadAhead();
        try
        {
            foreach (var (number, reader) in sources.Open(plan, past, cancellation).Index()) _open.Add((number, past.Partitions[number].Shard.Topic, new PastCursor(reader, ahead)));
            Feed(rules, past);
        }
        finally
        {
            foreach (var (_, _, cursor) in _open) cursor.Dispose();
        }

        foreach (var one in rules) one.Finish(plan.To, past.At);
        return true;
    }

    private BacktestRules Rules(RuleSet rules, BacktestSide side) => new(rules, ConfiguredRules.Options(options.Rules), options.Shards.CheckpointInterval, tenants, side);

    private void Feed(List<BacktestRules> rules, PastPlan past)
    {
        var isMixed = rules.Exists(one => one.IsMixed);
        while (Next(out var until) is var next and >= 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var (number, topic, cursor) = _open[next];
            var events = cursor.Batch.Events;
            var end = isMixed ? cursor.EndOfRun(until) : events.Count;
            foreach (var one in rules) one.Feed(number, topic, events, cursor.At, end, past.At);
            cursor.At = end;
        }
    }

    // The partition whose next event came first, of several the first, and until when its events come before those of the others; -1 at the end.
    private int Next(out long until)
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].Cursor.HasNext || Fill(_open[i].Cursor)) continue;
            _open[i].Cursor.Dispose();
            _open.RemoveAt(i);
        }

        var (first, earliest) = (-1, long.MaxValue);
        until = long.MaxValue;
        for (var i = 0; i < _open.Count; i++)
        {
            var arrival = _open[i].Cursor.NextArrival;
            if (first >= 0 && arrival >= earliest)
            {
                until = Math.Min(until, arrival);
                continue;
            }

            // Of events that came at the same time those of earlier partitions are first.
            if (first >= 0) until = Math.Min(until, earliest - 1);
            (first, earliest) = (i, arrival);
        }

        return first;
    }

    private bool Fill(PastCursor cursor)
    {
        while (cursor.Move())
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = cursor.Batch;
            progress.Add(batch.Looked, batch.Events.Count, batch.IsFromLog);
            RequireFew(progress.Events);
            Brake();
            if (cursor.HasNext) return true;
        }

        return false;
    }

    private void RequireFew(long events)
    {
        if (events > options.Backtest.MaxEvents)
            throw new BacktestException($"{events} events would be read, with those before the range that the rule looks back at, and at most {options.Backtest.MaxEvents} are (backtest.max-events): ask for a shorter range.");
    }

    private void Brake()
    {
        if (options.Backtest.Rate == 0) return;
        var ahead = progress.LookedAt / (double)options.Backtest.Rate - Stopwatch.GetElapsedTime(_began).TotalSeconds;
        if (ahead > 0.01) cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(ahead));
    }
}
