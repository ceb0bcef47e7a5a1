using System.Collections.Concurrent;
using Analytics.Actors.Replay;

namespace Analytics.Node.Backtests.Past;

/// <summary>A thread that reads while another one works, one thing after the other; it stands behind those that answer requests and process events.</summary>
internal sealed class ReadAhead : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Task<bool> _thread;

    public ReadAhead() => _thread = ReplayThread.RunAsync(() =>
    {
        foreach (var work in _work.GetConsumingEnumerable()) work();
        return true;
    });

    /// <summary>Runs something there; its faults come back with the task.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        });
        return done.Task;
    }

    /// <summary>Waits for what is under way.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.GetAwaiter().GetResult();
        _work.Dispose();
    }
}
