using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Checkpoints;

/// <summary>
/// Checkpoints in files of one folder: one folder a shard, append-only state files (the newest state of an entity is found through an index in memory),
/// and a small manifest for each generation that is put in place by a rename. One owner at a time, told apart by the epoch.
/// </summary>
public sealed class FileCheckpointStore : ICheckpointStore
{
    private readonly string _folder;
    private readonly FileCheckpointOptions _options;
    private readonly EpochFile _epoch;
    private readonly List<FileShardCheckpoints> _shards = [];

    /// <summary>Takes the folder over, making it when it is missing.</summary>
    /// <exception cref="StaleEpochException">Another owner is alive; the message names it.</exception>
    public FileCheckpointStore(string folder, FileCheckpointOptions? options = null)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _options = options ?? new FileCheckpointOptions();
        _epoch = new EpochFile(_folder, !_options.WithoutSync);
    }

    /// <inheritdoc/>
    public long Epoch => _epoch.Current;

    /// <inheritdoc/>
    public IShardCheckpoints Open(ShardId shard)
    {
        var folder = Path.Combine(_folder, shard.ToString());
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            if (!_options.WithoutSync) DurableFiles.SyncDirectory(_folder);
        }

        var opened = new FileShardCheckpoints(folder, _epoch, _options);
        lock (_shards) _shards.Add(opened);
        return opened;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_shards) _shards.ForEach(shard => shard.Dispose());
        _epoch.Dispose();
    }
}
