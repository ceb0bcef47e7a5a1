using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Checkpoints;

/// <summary>
/// Copies what is live in the oldest state files of a shard into new ones. They are a prefix of the list, so nothing older can come back to life, and an
/// entity that changed later is found in a younger file anyway. Needs nothing of the shard but the files.
/// </summary>
internal sealed class Compaction(StateFiles files, IReadOnlyList<StateFileEntry> old, ulong seed, long segmentBytes, bool sync)
{
    private readonly EntityIndex _newest = new();
    private readonly KindSeeds _seeds = new(seed);
    private int _applied;

    /// <summary>What was read.</summary>
    public IReadOnlyList<StateFileEntry> Old => old;

    /// <summary>What was written instead.</summary>
    public List<StateFileEntry> New { get; } = [];

    /// <summary>Bytes of the files that were written.</summary>
    public long NewBytes => New.Sum(file => file.Length);

    /// <summary>Entities that have a new place.</summary>
    public List<(UInt128 Identity, long From, long To)> Relocations { get; } = [];

    /// <summary>True when the index follows all of them.</summary>
    public bool IsApplied => _applied == Relocations.Count;

    /// <summary>Does it; the new files are whole on return, and on the disk when that is asked for.</summary>
    /// <exception cref="CheckpointDamagedException">A record is damaged: the old files stay in use.</exception>
    public void Run()
    {
        foreach (var file in old) StateScan.Run(files.Get(file.Id), file.Length, Note);
        StateFile? target = null;
        foreach (var file in old) StateScan.Run(files.Get(file.Id), file.Length, (record, location, bytes) => Copy(record, location, bytes, ref target));
        Close(target);
    }

    /// <summary>Lets an index follow some of the entities.</summary>
    public void Apply(EntityIndex index, int most)
    {
        for (var end = Math.Min(Relocations.Count, _applied + most); _applied < end; _applied++)
        {
            var (identity, from, to) = Relocations[_applied];
            index.Move(identity, from, to);
        }
    }

    private void Note(EntityRecord record, long location, ReadOnlySpan<byte> bytes)
    {
        if (record.Type == EntityRecord.Put) _newest.Put(_seeds.Identity(record), location, bytes.Length);
        else if (record.Type == EntityRecord.Removed) _newest.Remove(_seeds.Identity(record));
    }

    private void Copy(EntityRecord record, long location, ReadOnlySpan<byte> bytes, ref StateFile? target)
    {
        if (record.Type != EntityRecord.Put) return;
        var identity = _seeds.Identity(record);
        if (!_newest.TryGet(identity, out var newest, out _) || newest != location) return;
        if (target is not null && target.Length >= segmentBytes)
        {
            Close(target);
            target = null;
        }

        target ??= files.Create();
        Relocations.Add((identity, location, StateFile.Location(target.Id, target.Length)));
        target.Append(bytes);
    }

    private void Close(StateFile? target)
    {
        if (target is null) return;
        if (sync) target.Sync();
        New.Add(new StateFileEntry(target.Id, target.Length));
    }
}
