using Analytics.Actors.Replay;
using Analytics.Contracts.Tenants;
using Analytics.Node.Backtests.Past;
using Analytics.Node.Configuration;
using Analytics.Sinks.Alerts.Book;

namespace Analytics.Node.Backtests;

/// <summary>The backtests of this node, those that run and the last that ended. Any thread.</summary>
internal sealed class BacktestJobs(NodeOptions options, PastSources sources, PastFinder finder, LiveRules live, ITenantDirectory tenants, TimeProvider time, DecisionBook? decisions = null) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<BacktestJob> _jobs = [];

    /// <summary>Starts one; null when as many run as may.</summary>
    /// <exception cref="BacktestException">It cannot be done; the message says why.</exception>
    public BacktestJob? Start(string tenant, BacktestRequest request, string by)
    {
        var plan = BacktestPlan.Make(tenant, request, options, live, time.GetUtcNow());
        if (plan.Against == BacktestPlan.Raised && decisions is null) throw new BacktestException("against: alerts that were raised are not kept here: they need alerts.enabled and sinks.postgres.enabled.");
        lock (_gate)
        {
            if (_jobs.Count(one => one.State == BacktestState.Running) >= options.Backtest.Concurrent) return null;
            while (_jobs.Count >= options.Backtest.Kept && _jobs.FirstOrDefault(one => one.State != BacktestState.Running) is { } oldest)
            {
                _jobs.Remove(oldest);
                oldest.Dispose();
            }

            var job = new BacktestJob(plan, by, time, (progress, cancellation) => RunAsync(plan, progress, cancellation));
            _jobs.Add(job);
            return job;
        }
    }

    /// <summary>A tenant's backtest; null when it has none with the id.</summary>
    public BacktestJob? Find(string tenant, Guid id)
    {
        lock (_gate) return _jobs.Find(job => job.Id == id && job.Plan.Tenant == tenant);
    }

    /// <summary>Those of a tenant, the newest first.</summary>
    public IReadOnlyList<BacktestJob> Of(string tenant)
    {
        lock (_gate) return [.. _jobs.Where(job => job.Plan.Tenant == tenant).Reverse()];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<BacktestJob> all;
        lock (_gate) all = [.. _jobs];
        foreach (var job in all) job.Cancel();
        await Task.WhenAll(all.Select(job => job.Ended));
        foreach (var job in all) job.Dispose();
    }

    private async Task<BacktestResult> RunAsync(BacktestPlan plan, BacktestProgress progress, CancellationToken cancellation)
    {
        var run = new BacktestRun(sources, options, tenants, plan, progress, cancellation);
        await ReplayThread.RunAsync(run.Run);
        return await new BacktestReport(finder, decisions, plan, options.Backtest.MaxAlerts, cancellation).MakeAsync(run);
    }
}
