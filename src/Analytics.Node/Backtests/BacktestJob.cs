using Analytics.Contracts.Log;
using Analytics.Node.Http;

namespace Analytics.Node.Backtests;

/// <summary>A backtest, from its start to its result. Any thread.</summary>
internal sealed class BacktestJob : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly TimeProvider _time;
    private readonly long _began;
    private TimeSpan _took;

    /// <summary>Starts it.</summary>
    /// <param name="plan">What it does.</param>
    /// <param name="by">Who asked for it.</param>
    /// <param name="time">Clock.</param>
    /// <param name="work">Does it.</param>
    public BacktestJob(BacktestPlan plan, string by, TimeProvider time, Func<BacktestProgress, CancellationToken, Task<BacktestResult>> work)
    {
        (Plan, By, _time, StartedAt, _began) = (plan, by, time, time.GetUtcNow(), time.GetTimestamp());
        Ended = RunAsync(work);
    }

    /// <summary>Its id.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>What it does.</summary>
    public BacktestPlan Plan { get; }

    /// <summary>Who asked for it.</summary>
    public string By { get; }

    /// <summary>Since when.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>How far it is.</summary>
    public BacktestProgress Progress { get; } = new();

    /// <summary>What became of it.</summary>
    public BacktestState State { get; private set; } = BacktestState.Running;

    /// <summary>Why it did not come to its end; null when it did, or runs.</summary>
    public string? Error { get; private set; }

    /// <summary>What it found; null as long as it did not.</summary>
    public BacktestResult? Result { get; private set; }

    /// <summary>Completes when it has ended, however.</summary>
    public Task Ended { get; }

    /// <summary>How long it has taken.</summary>
    public TimeSpan Took => State == BacktestState.Running ? _time.GetElapsedTime(_began) : _took;

    /// <summary>Ends it.</summary>
    public void Cancel() => _cancel.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cancel.Dispose();

    private async Task RunAsync(Func<BacktestProgress, CancellationToken, Task<BacktestResult>> work)
    {
        await Task.Yield();
        var state = BacktestState.Failed;
        try
        {
            Result = await work(Progress, _cancel.Token);
            state = BacktestState.Done;
        }
        catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
        {
            (state, Error) = (BacktestState.Cancelled, "Somebody ended it before it was done.");
        }
        catch (Exception fault) when (fault is BacktestException or LogDamagedException or Sinks.ClickHouse.ClickHouseException)
        {
            Error = fault.Message;
        }
        catch (Exception fault) when (StoreFaults.Explain(fault) is { } store)
        {
            Error = store;
        }
        catch (Exception fault)
        {
            Error = $"It ended because of a fault of the program: {fault.Message}";
        }

        _took = _time.GetElapsedTime(_began);
        State = state;
    }
}
