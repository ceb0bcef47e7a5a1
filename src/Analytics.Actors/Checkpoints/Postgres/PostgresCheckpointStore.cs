using System.Collections.Concurrent;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>
/// Checkpoints in PostgreSQL, with a copy of their files in a local folder. A checkpoint is one transaction that checks the owner's epoch; taking a shard over is one row.
/// Making it connects to nothing.
/// </summary>
public sealed class PostgresCheckpointStore : ICheckpointStore, ICheckpointCopies
{
    private readonly PostgresCheckpointOptions _options;
    private readonly FolderLock _lock;
    private readonly CheckpointTables _tables;
    private readonly DownloadLimits _limits;
    private readonly ConcurrentDictionary<ShardId, ShardSlot> _slots = new();

    /// <summary>Takes the local folder, making it when it is missing.</summary>
    /// <exception cref="StaleEpochException">Another process uses the folder.</exception>
    /// <exception cref="ArgumentException">The connection string is not one.</exception>
    public PostgresCheckpointStore(PostgresCheckpointOptions options)
    {
        _options = options with { Folder = Directory.CreateDirectory(options.Folder).FullName };
        _tables = new CheckpointTables(_options);
        _limits = new DownloadLimits(_options.Downloads);
        _lock = new FolderLock(_options.Folder);
    }

    /// <summary>Bytes that went to and came from PostgreSQL.</summary>
    public CheckpointTraffic Traffic => _tables.Traffic;

    /// <inheritdoc/>
    public IShardCheckpoints Open(ShardId shard) => Slot(shard).Open();

    /// <inheritdoc/>
    public void CopyTo(ShardId shard, string folder) =>
        new ShardMirror(shard, Directory.CreateDirectory(folder).FullName, _tables, _limits).Refresh(null, CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in _slots.Values) slot.Dispose();
        _tables.Dispose();
        _limits.Dispose();
        _lock.Dispose();
    }

    /// <summary>Brings the local copy of a shard up to date that somebody else owns; null when this node owns it.</summary>
    internal StandbyCopy? Follow(ShardId shard) => Slot(shard).Follow();

    /// <summary>Number of the newest checkpoint of each shard.</summary>
    internal Dictionary<ShardId, long> NewestNumbers() => _tables.NewestNumbers();

    private ShardSlot Slot(ShardId shard) =>
        _slots.GetOrAdd(shard, id => new ShardSlot(id, Path.Combine(_options.Folder, id.ToString()), _tables, _limits, _options.Files));
}
