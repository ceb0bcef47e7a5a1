using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Checkpoints;

/// <summary>A checkpoint that is being written. The background sets the outcome, the shard's thread looks for it.</summary>
internal sealed class PendingCheckpoint(ShardCheckpoint checkpoint, IReadOnlyList<OpenDelivery> released, TimeSpan pause, long cutAt)
{
    private volatile bool _isDone;
    private int _begun;

    public ShardCheckpoint Checkpoint => checkpoint;

    /// <summary>Deliveries that wait for it.</summary>
    public IReadOnlyList<OpenDelivery> Released => released;

    public TimeSpan Pause => pause;

    public TimeSpan Took { get; private set; }

    public long Bytes { get; } = checkpoint.Changes.Bytes + released.Sum(d => d.Mode == Contracts.Sinks.DeliveryMode.ByValue ? (long)d.Payload.Length : 0);

    public Exception? Error { get; private set; }

    public bool IsDone => _isDone;

    /// <summary>Sees to it that it is not written any more, unless that has begun. Any thread.</summary>
    public void Abandon()
    {
        if (Interlocked.Exchange(ref _begun, 1) == 0) _isDone = true;
    }

    /// <summary>Writes it. Never throws.</summary>
    public void Write(IShardCheckpoints store, TimeProvider time)
    {
        if (Interlocked.Exchange(ref _begun, 1) != 0) return;
        try
        {
            store.Write(checkpoint);
        }
        catch (Exception error)
        {
            Error = error;
        }

        Took = time.GetElapsedTime(cutAt);
        _isDone = true;
    }
}
