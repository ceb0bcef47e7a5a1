using System.Buffers.Binary;
using System.Security.Cryptography;
using Analytics.Actors.Recovery;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Checkpoints;

/// <summary>
/// Checkpoints of one shard in files of a folder, which become durable in their <see cref="ICheckpointPlace"/>. Invariants: a durable manifest names only bytes that were durable before or with it; bytes that a kept
/// manifest names never change; the index is the owner's alone; a file that any kept manifest or unfinished compaction names is not deleted.
/// </summary>
internal sealed class ShardCheckpoints : IShardCheckpoints
{
    private readonly string _folder;
    private readonly ICheckpointPlace _place;
    private readonly FileCheckpointOptions _options;
    private readonly StateFiles _files;
    private readonly KindSeeds _seeds;
    private readonly Lock _writing = new();
    private readonly Lock _gate = new();

    // Owner's: where the newest states are.
    private EntityIndex _index = new();
    private byte[] _buffer = new byte[4096];

    // Writer's, under _writing: the generations that are kept, newest last, and the files of the next one.
    private List<Manifest> _generations = [];
    private readonly StateAppender _states;
    private string _fence = "";

    // Between owner, writer and compactor, under _gate.
    private Compaction? _compaction;
    private bool _isListed;
    private bool _isCompacting;
    private int _life;
    private long _lowestOffset;
    private CheckpointFootprint _footprint;
    private Manifest[] _kept = [];

    public ShardCheckpoints(string folder, ICheckpointPlace place, FileCheckpointOptions options)
    {
        _folder = folder;
        _place = place;
        _options = options;
        _files = new StateFiles(folder);
        _states = new StateAppender(_files, options, place.NeedsDisk);
        IdentitySeed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));
        _seeds = new KindSeeds(IdentitySeed);
    }

    /// <inheritdoc/>
    public long Epoch => _place.Epoch;

    /// <inheritdoc/>
    public ulong IdentitySeed { get; }

    /// <inheritdoc/>
    public long LowestOffset => Interlocked.Read(ref _lowestOffset);

    /// <inheritdoc/>
    public CheckpointFootprint Footprint
    {
        get
        {
            lock (_gate) return _footprint;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointGeneration> Generations
    {
        get
        {
            Manifest[] kept;
            lock (_gate) kept = _kept;
            return [.. kept.Reverse().Select(manifest => manifest.Describe(_folder))];
        }
    }

    /// <inheritdoc/>
    public bool WantsCompaction
    {
        get
        {
            lock (_gate)
            {
                return !_isCompacting && _compaction is null
                    && _footprint.StateBytes > _options.CompactionMinBytes && _footprint.GarbageBytes * 3 > _footprint.StateBytes * 2;
            }
        }
    }

    /// <inheritdoc/>
    public RecoveredShard Recover(EntityRestore restore, long newestOffset = long.MaxValue, Action? chosen = null)
    {
        lock (_writing)
        {
            Check();
            lock (_gate) (_life, _compaction) = (_life + 1, null);
            _files.Close();
            _place.Fetch();
            var newest = Math.Min(newestOffset, _options.CoversAtMost);
            var loader = new GenerationLoader(_folder, IdentitySeed, manifest => manifest.NextOffset > newest);
            loader.Load(_files);
            TakeOver(loader);
            chosen?.Invoke();
            var entities = loader.Restore(_files, restore);
            var manifest = loader.Chosen;
            return new RecoveredShard
            {
                Number = manifest?.Number ?? 0,
                HighestNumber = loader.HighestNumber,
                NextOffset = manifest?.NextOffset ?? 0,
                ClockMicros = manifest?.ClockMicros ?? 0,
                Tenants = manifest?.Tenants ?? [],
                Sinks = manifest?.Sinks ?? [],
                Open = manifest?.Open ?? [],
                Repeat = [.. loader.Repeat().TakeWhile(border => border.NextOffset <= _options.CoversAtMost)],
                Entities = entities,
                Damage = loader.Damage,
            };
        }
    }

    /// <inheritdoc/>
    public void Write(ShardCheckpoint checkpoint)
    {
        lock (_writing)
        {
            Check();
            if (OutboxFile.Write(_folder, checkpoint, _place.NeedsDisk)) _options.Reached?.Invoke("outbox-written");
            _states.Append(checkpoint);
            TakeCompacted();
            var manifest = Manifest.Of(checkpoint, Epoch, [.. _states.Listed]);
            List<Manifest> generations = [.. _generations.TakeLast(_options.Generations - 1), manifest];
            var kept = Keep(generations);
            _place.Commit(manifest, kept);
            _options.Reached?.Invoke("durable");
            _generations = generations;
            Measure();
            kept.DeleteOthers(_folder, _files);
            _options.Reached?.Invoke("cleaned");
        }
    }

    /// <inheritdoc/>
    public void Apply(ShardCheckpoint checkpoint)
    {
        var garbage = 0L;
        foreach (ref var entry in checkpoint.Changes.Entries)
        {
            garbage += entry.Removed
                ? _index.Remove(entry.Identity).Length + entry.Length
                : _index.Put(entry.Identity, entry.Location, entry.Length);
        }

        lock (_gate)
        {
            _footprint = _footprint with { GarbageBytes = _footprint.GarbageBytes + garbage, Entities = _index.Count };
            if (_compaction is null) return;
            _compaction.Apply(_index, _options.RelocationsAtOnce);
            if (_compaction.IsApplied && _isListed) _compaction = null;
        }
    }

    /// <inheritdoc/>
    public bool TryRead(string kind, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> state)
    {
        state = default;
        if (!_index.TryGet(EntityRecord.Identity(_seeds.Seed(kind), key), out var location, out var length)) return false;
        if (_buffer.Length < length) _buffer = new byte[length * 2];
        var record = _files.Get(StateFile.FileOf(location)).Read(StateFile.PositionOf(location), _buffer.AsSpan(0, length));
        if (!record.Key.SequenceEqual(key)) return false;
        state = record.State;
        return true;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> ReadPayload(OpenDelivery delivery)
    {
        try
        {
            return OutboxFile.Read(_folder, delivery.Location);
        }
        catch (CheckpointDamagedException) when (_place.TryRestore(new PartFile(PartKind.Outbox, delivery.Location.File)))
        {
            return OutboxFile.Read(_folder, delivery.Location);
        }
    }

    /// <inheritdoc/>
    public void Compact()
    {
        Compaction compaction;
        int life;
        lock (_writing)
        {
            lock (_gate)
            {
                if (_isCompacting || _compaction is not null) return;
                _isCompacting = true;
                life = _life;
            }

            _states.Rest();
            compaction = new Compaction(_files, [.. _states.Listed], IdentitySeed, _options.SegmentBytes, _place.NeedsDisk);
        }

        try
        {
            compaction.Run();
            _place.Add(compaction.New);
            lock (_gate)
            {
                if (life == _life) (_compaction, _isListed) = (compaction, false);
            }
        }
        catch (ObjectDisposedException) when (life != Volatile.Read(ref _life))
        {
            // A recovery took the files away meanwhile; what was copied is not wanted any more.
        }
        finally
        {
            lock (_gate) _isCompacting = false;
        }
    }

    /// <summary>True when the owner let go.</summary>
    public bool IsReleased { get; private set; }

    /// <summary>Refuses everything from here on, for that reason; waits for a write that is under way.</summary>
    public void Fence(string reason)
    {
        lock (_writing) _fence = reason;
        _files.Seal();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        IsReleased = true;
        _files.Dispose();
    }

    private void Check()
    {
        if (_fence.Length > 0) throw new StaleEpochException($"{_fence}; epoch {Epoch} may not write any more.");
        _place.Check();
    }

    private void TakeOver(GenerationLoader loader)
    {
        _index = loader.Index;
        _generations = [.. loader.Older.AsEnumerable().Reverse()];
        if (loader.Chosen is not null) _generations.Add(loader.Chosen);
        _states.Begin(loader.Chosen?.Files ?? []);
        lock (_gate) _footprint = _footprint with { Entities = _index.Count, GarbageBytes = loader.GarbageBytes };
        Measure();
    }

    private void TakeCompacted()
    {
        lock (_gate)
        {
            if (_compaction is null || _isListed) return;
            _states.Replace(_compaction.Old, _compaction.New);
            _isListed = true;
            var saved = _compaction.Old.Sum(file => file.Length) - _compaction.NewBytes;
            _footprint = _footprint with { GarbageBytes = Math.Max(0, _footprint.GarbageBytes - saved), Compactions = _footprint.Compactions + 1 };
        }
    }

    private void Measure()
    {
        var newest = _generations.Count > 0 ? _generations[^1] : null;
        Interlocked.Exchange(ref _lowestOffset, _generations.Count == 0 ? 0 : _generations.Min(generation => generation.LowestOffset));
        var outbox = newest?.Open.Where(open => open.Mode == DeliveryMode.ByValue).Sum(open => (long)open.Location.Length) ?? 0;
        lock (_gate)
        {
            _kept = [.. _generations];
            _footprint = _footprint with { Generations = _generations.Count, StateBytes = _states.Listed.Sum(file => file.Length), OutboxBytes = outbox };
        }
    }

    // Under _writing, so no compaction can start before the others are deleted.
    private KeptFiles Keep(List<Manifest> generations)
    {
        var outboxes = generations.SelectMany(generation => generation.Open).Select(open => open.Location.File).ToHashSet();
        var states = generations.SelectMany(generation => generation.Files).Concat(_states.Listed).Select(file => file.Id).ToHashSet();
        lock (_gate)
        {
            if (_compaction is not null) states.UnionWith(_compaction.Old.Concat(_compaction.New).Select(file => file.Id));
            return new KeptFiles(generations.Select(generation => generation.Number).ToHashSet(), outboxes, _isCompacting ? null : states);
        }
    }
}
