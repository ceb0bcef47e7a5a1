using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Checkpoints;

/// <summary>
/// Checkpoints in files of one folder: one folder a shard, append-only state files (the newest state of an entity is found through an index in memory),
/// and a small manifest for each generation that is put in place by a rename. One process at a time owns the folder; inside it, who opens a shard last owns it.
/// </summary>
public sealed class FileCheckpointStore : ICheckpointStore, ICheckpointCopies
{
    private readonly string _folder;
    private readonly FileCheckpointOptions _options;
    private readonly EpochFile _epoch;
    private readonly Dictionary<ShardId, ShardCheckpoints> _owners = [];

    /// <summary>Takes the folder over, making it when it is missing.</summary>
    /// <exception cref="StaleEpochException">Another owner is alive; the message names it.</exception>
    public FileCheckpointStore(string folder, FileCheckpointOptions? options = null)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _options = options ?? new FileCheckpointOptions();
        _epoch = new EpochFile(_folder, !_options.WithoutSync);
    }

    /// <inheritdoc/>
    public IShardCheckpoints Open(ShardId shard)
    {
        lock (_owners)
        {
            _epoch.Check();
            var folder = Path.Combine(_folder, shard.ToString());
            MakeDurable(folder);
            var former = _owners.GetValueOrDefault(shard);

            // One number serves all shards: it only has to be higher than that of the shard's owner before.
            if (former?.Epoch == _epoch.Current) _epoch.Raise();
            former?.Fence($"Epoch {_epoch.Current} owns {folder}");
            return _owners[shard] = new ShardCheckpoints(folder, new FilePlace(folder, _epoch, _options), _options);
        }
    }

    /// <inheritdoc/>
    public void CopyTo(ShardId shard, string folder)
    {
        var from = Path.Combine(_folder, shard.ToString());
        if (Directory.Exists(from)) FolderCopy.Make(from, folder);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_owners)
            foreach (var owner in _owners.Values) owner.Dispose();
        _epoch.Dispose();
    }

    private void MakeDurable(string folder)
    {
        if (Directory.Exists(folder)) return;
        Directory.CreateDirectory(folder);
        if (!_options.WithoutSync) DurableFiles.SyncDirectory(_folder);
    }
}
