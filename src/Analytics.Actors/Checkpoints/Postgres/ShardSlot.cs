using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>A shard's folder on this node, which one owner writes or one standby follows, never both.</summary>
internal sealed class ShardSlot(ShardId shard, string folder, CheckpointTables tables, DownloadLimits limits, FileCheckpointOptions options) : IDisposable
{
    private readonly Lock _using = new();
    private readonly Lock _gate = new();
    private CancellationTokenSource _following = new();
    private ShardMirror? _follower;
    private ShardCheckpoints? _owner;

    /// <summary>Takes the shard over; a standby that is following stops at its next part.</summary>
    public ShardCheckpoints Open()
    {
        lock (_gate) _following.Cancel();
        lock (_using)
        {
            Directory.CreateDirectory(folder);
            var epoch = tables.TakeOver(shard);
            _owner?.Fence($"Epoch {epoch} owns {shard}");
            _follower = null;
            var place = new PostgresPlace(shard, folder, epoch, tables, new ShardMirror(shard, folder, tables, limits), options);
            return _owner = new ShardCheckpoints(folder, place, options);
        }
    }

    /// <summary>Brings the local copy up to date; null when this node owns the shard itself, or is about to.</summary>
    public StandbyCopy? Follow()
    {
        lock (_using)
        {
            if (_owner is { IsReleased: false }) return null;
            _owner?.Fence($"{shard} was let go");
            _owner = null;
            Directory.CreateDirectory(folder);
            _follower ??= new ShardMirror(shard, folder, tables, limits);
            try
            {
                _follower.Refresh(null, Token());
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            return _follower.Newest is { } newest ? new StandbyCopy(shard, newest.Number, newest.WrittenAt, _follower.Stored.Values.Sum()) : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _following.Cancel();
        lock (_using) _owner?.Dispose();
        _following.Dispose();
    }

    private CancellationToken Token()
    {
        lock (_gate)
        {
            if (_following.IsCancellationRequested)
            {
                _following.Dispose();
                _following = new CancellationTokenSource();
            }

            return _following.Token;
        }
    }
}
