namespace Analytics.Sinks.Alerts;

/// <summary>Says within this process that something about alerts was written, so that nobody need wait for the next look. Any thread.</summary>
public sealed class AlertSignal
{
    private volatile TaskCompletionSource _next = New();

    /// <summary>The next time that something is written; take it before looking.</summary>
    public Task Next => _next.Task;

    /// <summary>Something was written.</summary>
    public void Raise() => Interlocked.Exchange(ref _next, New()).SetResult();

    /// <summary>Waits for a time, or for something that was written since <paramref name="next"/> was taken.</summary>
    public static async Task WaitAsync(Task next, TimeSpan most, TimeProvider time, CancellationToken cancellation)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(next, Task.Delay(most, time, waiting.Token));
        await waiting.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
