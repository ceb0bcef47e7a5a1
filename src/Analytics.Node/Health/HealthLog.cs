namespace Analytics.Node.Health;

/// <summary>Logs what the ready probe says when it changes, whether or not somebody asks the probe: who reads the log in the morning finds the night in it.</summary>
/// <param name="health">Answers as the probe does.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where to.</param>
internal sealed class HealthLog(Func<HealthAnswer> health, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private const string Healthy = "healthy";
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, (string Status, DateTimeOffset Since)> _ill = [];
    private readonly CancellationTokenSource _end = new();
    private Task _run = Task.CompletedTask;

    /// <summary>Begins to look.</summary>
    public void Start() => _run = RunAsync();

    /// <summary>Looks once.</summary>
    public void Look()
    {
        var now = time.GetUtcNow();
        foreach (var check in health().Checks) Compare(check, now);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(BetweenLooks, time);
        while (await timer.WaitForNextTickAsync(_end.Token)) Look();
    }

    // The reason may change with every look (so many bytes are free): only another status is news.
    private void Compare(HealthCheck check, DateTimeOffset now)
    {
        var isKnown = _ill.TryGetValue(check.Name, out var before);
        if (check.Status == Healthy)
        {
            if (_ill.Remove(check.Name)) NodeLog.HealthyAgain(log, check.Name, (long)(now - before.Since).TotalSeconds);
        }
        else if (!isKnown || before.Status != check.Status)
        {
            _ill[check.Name] = (check.Status, isKnown ? before.Since : now);
            NodeLog.NotHealthy(log, check.Name, check.Status, check.Detail);
        }
    }
}
