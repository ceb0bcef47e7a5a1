using Analytics.Actors.Shards;

namespace Analytics.Actors.Replay;

/// <summary>Where past events are processed again: a thread of its own that stands behind those that answer requests and process events.</summary>
public static class ReplayThread
{
    /// <summary>Runs work there; faults and cancellation come back with the task.</summary>
    public static Task<T> RunAsync<T>(Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            LowerPriority.Enter();
            try
            {
                done.SetResult(work());
            }
            catch (OperationCanceledException fault)
            {
                done.SetCanceled(fault.CancellationToken);
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        }) { IsBackground = true, Name = "replay" }.Start();
        return done.Task;
    }
}
