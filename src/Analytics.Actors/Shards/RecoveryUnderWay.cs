using Analytics.Actors.Recovery;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Shards;

/// <summary>
/// A recovery on another thread: a large state takes seconds to be fetched and read, in which the shards that run beside this one are not to wait. What it makes is
/// the shard's from its end on. The shard's thread asks it.
/// </summary>
internal sealed class RecoveryUnderWay(long since)
{
    private readonly TaskCompletionSource<(ShardParts Parts, RecoveredShard Recovered)> _done = new();

    /// <summary>When it began.</summary>
    public long Since => since;

    /// <summary>True when there is a result, be it an error.</summary>
    public bool IsDone => _done.Task.IsCompleted;

    /// <summary>Begins one.</summary>
    /// <param name="setup">The shard.</param>
    /// <param name="takeOver">The tenure that it recovers under; asked on the other thread, since taking over waits for a server.</param>
    /// <param name="wake">Called at its end, and later when there is something to read.</param>
    /// <param name="newestOffset">Checkpoints behind it are passed over.</param>
    public static RecoveryUnderWay Begin(ShardSetup setup, Func<ShardTenure> takeOver, Action wake, long newestOffset)
    {
        var recovery = new RecoveryUnderWay(setup.Time.GetTimestamp());
        setup.Recoveries.Run(() =>
        {
            recovery.Run(setup, takeOver, wake, newestOffset);
            wake();
        });
        return recovery;
    }

    /// <summary>What it made.</summary>
    /// <exception cref="Exception">Whatever kept it from that.</exception>
    public (ShardParts Parts, RecoveredShard Recovered) Take() => _done.Task.GetAwaiter().GetResult();

    /// <summary>Throws away what it made, or will have made; then goes on with what follows, on whatever thread that is.</summary>
    public void Discard(Action then) => _done.Task.ContinueWith(
        done =>
        {
            if (done.IsCompletedSuccessfully) done.Result.Parts.Dispose();
            then();
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private void Run(ShardSetup setup, Func<ShardTenure> takeOver, Action wake, long newestOffset)
    {
        try
        {
            _done.SetResult(ShardRecovery.Recover(setup, takeOver(), wake, newestOffset));
        }
        catch (Exception error)
        {
            _done.SetException(error);
        }
    }
}
