using Analytics.Contracts.Cluster;

namespace Analytics.Actors.Cluster;

/// <summary>
/// Keeps a node's row in the directory young, and takes it out when the node stops in order. A node that cannot say so goes on working: nothing depends on the row but what
/// operators see.
/// </summary>
public sealed class NodeHeartbeat : IAsyncDisposable
{
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(1);
    private readonly PostgresShardDirectory _directory;
    private readonly ClusterNode _node;
    private readonly PeriodicTimer _timer;
    private readonly Action<Exception>? _onError;
    private readonly Task _beating;

    /// <summary>Begins at once.</summary>
    /// <param name="directory">The directory; not disposed here.</param>
    /// <param name="node">The node.</param>
    /// <param name="interval">Time between two beats. Default 2 s.</param>
    /// <param name="time">The clock. Default the system's.</param>
    /// <param name="onError">Hears when a beat failed; the next one comes all the same. Must not throw. Default nobody.</param>
    public NodeHeartbeat(PostgresShardDirectory directory, ClusterNode node, TimeSpan? interval = null, TimeProvider? time = null, Action<Exception>? onError = null)
    {
        (_directory, _node, _onError) = (directory, node, onError);
        _timer = new PeriodicTimer(interval ?? TimeSpan.FromSeconds(2), time ?? TimeProvider.System);
        _beating = BeatAsync();
    }

    /// <summary>Stops, and takes the node out.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _beating;
        await TryAsync(() => _directory.LeaveAsync(_node));
    }

    private async Task BeatAsync()
    {
        await TryAsync(() => _directory.ForgetAsync(ForgottenAfter));
        do await TryAsync(() => _directory.BeatAsync(_node));
        while (await _timer.WaitForNextTickAsync());
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (IOException error)
        {
            _onError?.Invoke(error);
        }
    }
}
