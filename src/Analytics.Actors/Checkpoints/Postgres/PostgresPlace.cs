using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Stores;

namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>
/// PostgreSQL as the place where a shard's files become durable; the folder is a cache. Invariants: a manifest row is there with every part that it names, or not at all;
/// what this owner believes to be stored is what is stored, or it fetches before it writes again.
/// </summary>
internal sealed class PostgresPlace(ShardId shard, string folder, long epoch, CheckpointTables tables, ShardMirror mirror, FileCheckpointOptions options) : ICheckpointPlace
{
    private readonly Lock _gate = new();
    private Dictionary<PartFile, long> _stored = [];
    private bool _isCertain;
    private volatile string? _stale;

    public long Epoch => epoch;

    public bool NeedsDisk => false;

    public void Check()
    {
        if (_stale is { } reason) throw new StaleEpochException(reason);
    }

    public void Fetch()
    {
        lock (_gate) _isCertain = false;
        mirror.Distrust();
        Guard(() => mirror.Refresh(epoch, CancellationToken.None));
        lock (_gate) (_stored, _isCertain) = (new Dictionary<PartFile, long>(mirror.Stored), true);
    }

    public bool TryRestore(PartFile file) => mirror.TryRestore(file);

    public void Add(IReadOnlyList<StateFileEntry> files)
    {
        foreach (var entry in files)
        {
            var file = new PartFile(PartKind.State, entry.Id);
            Guard(() => tables.Write(new CheckpointWrite { Shard = shard, Epoch = epoch, Folder = folder, Ranges = [new PartRange(file, 0, entry.Length)] }));
            lock (_gate) _stored[file] = entry.Length;
        }
    }

    public void Commit(Manifest manifest, KeptFiles kept)
    {
        CheckpointWrite write;
        lock (_gate)
        {
            if (!_isCertain) throw new StoreUnavailableException($"What PostgreSQL holds of {shard} is not known since the last fault: recover first.");
            _isCertain = false;
            write = new CheckpointWrite
            {
                Shard = shard,
                Epoch = epoch,
                Folder = folder,
                Ranges = [.. Files(manifest).Where(range => range.From < range.To)],
                Manifest = manifest,
                Kept = kept,
                Gone = [.. _stored.Keys.Where(file => !kept.Contains(file))],
                Reached = options.Reached,
            };
        }

        Guard(() => tables.Write(write));
        lock (_gate)
        {
            foreach (var range in write.Ranges) _stored[range.File] = range.To;
            foreach (var file in write.Gone) _stored.Remove(file);
            _isCertain = true;
        }

        DurableFiles.Replace(CheckpointFolder.ManifestPath(folder, manifest.Number), ManifestCodec.Write(manifest), options.Reached, sync: false);
    }

    private IEnumerable<PartRange> Files(Manifest manifest)
    {
        foreach (var entry in manifest.Files) yield return Range(new PartFile(PartKind.State, entry.Id), entry.Length);
        foreach (var open in manifest.Open.Where(open => open.Location.File == manifest.Number).DistinctBy(open => open.Location.File))
        {
            var outbox = new PartFile(PartKind.Outbox, open.Location.File);
            yield return Range(outbox, new FileInfo(outbox.Path(folder)).Length);
        }
    }

    private PartRange Range(PartFile file, long length) => new(file, _stored.GetValueOrDefault(file), length);

    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (StaleEpochException stale)
        {
            _stale = stale.Message;
            throw;
        }
    }
}
