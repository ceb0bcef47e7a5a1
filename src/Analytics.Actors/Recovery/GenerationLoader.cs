using Analytics.Actors.Checkpoints;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Recovery;

/// <summary>
/// Finds the newest generation that is not passed over and is whole: manifest, every record of its state files, every payload that waits. What is known of later ones (their manifest,
/// or the border behind their records) is kept, so that their cuts are repeated where they were.
/// </summary>
internal sealed class GenerationLoader(string folder, ulong seed, Func<Manifest, bool> isPassedOver)
{
    // A guess that saves most of the growing and wastes little.
    private const int BytesOfEntity = 512;
    private const int MostExpected = 1 << 22;
    private readonly Dictionary<long, CutBorder> _borders = [];
    private readonly List<string> _damage = [];
    private RecordSet _newest = new();

    /// <summary>The generation that was chosen; null when the shard is new.</summary>
    public Manifest? Chosen { get; private set; }

    /// <summary>Older generations whose manifests are whole, newest first.</summary>
    public List<Manifest> Older { get; } = [];

    /// <summary>The entities of the chosen generation.</summary>
    public EntityIndex Index { get; private set; } = new();

    /// <summary>Bytes of superseded records in its files.</summary>
    public long GarbageBytes { get; private set; }

    /// <summary>Highest number of any manifest, whole or not.</summary>
    public long HighestNumber { get; private set; }

    /// <summary>What was found damaged.</summary>
    public IReadOnlyList<string> Damage => _damage;

    /// <summary>Chooses.</summary>
    /// <exception cref="CheckpointDamagedException">There are checkpoints and none is whole.</exception>
    public void Load(StateFiles files)
    {
        var numbers = CheckpointFolder.Manifests(folder);
        HighestNumber = numbers.Count > 0 ? numbers[0] : 0;
        foreach (var number in numbers)
        {
            if (TryRead(number) is not { } manifest) continue;
            if (Chosen is not null) Older.Add(manifest);
            else if (!isPassedOver(manifest) && TryVerify(manifest, files)) Chosen = manifest;
            else _borders[manifest.Number] = manifest.Border;
        }

        if (Chosen is null && numbers.Count > 0)
            throw new CheckpointDamagedException($"No checkpoint in {folder} is whole: {string.Join(" ", _damage)}");
        CollectBorders(files);
        if (Chosen is null && _borders.Keys.DefaultIfEmpty().Max() is > 1 and var reached)
            throw new CheckpointDamagedException($"The manifests in {folder} are missing; its state files reach checkpoint {reached}.");
    }

    /// <summary>Hands over each entity of the chosen generation once; returns how many.</summary>
    public long Restore(StateFiles files, EntityRestore restore)
    {
        var seeds = new KindSeeds(seed);
        var (restored, number) = (0L, 0);
        foreach (var entry in Chosen?.Files ?? [])
        {
            StateScan.Run(files.Get(entry.Id), entry.Length, (record, _, _) =>
            {
                if (!_newest.Contains(number++)) return;
                restore(seeds.Kind(record), record.Key, record.State);
                restored++;
            }, checks: false);
        }

        return restored;
    }

    /// <summary>Borders of lost cuts behind the chosen generation, in the order they must be repeated.</summary>
    public List<CutBorder> Repeat()
    {
        var behind = new List<CutBorder>();
        var (offset, clock) = (Chosen?.NextOffset ?? 0, Chosen?.ClockMicros ?? 0);
        foreach (var border in (Chosen?.Repeat ?? []).Concat(_borders.Values).OrderBy(b => b.NextOffset).ThenBy(b => b.ClockMicros))
        {
            if (border.NextOffset < offset || (border.NextOffset == offset && border.ClockMicros <= clock)) continue;
            behind.Add(border);
            (offset, clock) = (border.NextOffset, border.ClockMicros);
        }

        return behind;
    }

    private Manifest? TryRead(long number)
    {
        try
        {
            return ManifestCodec.Read(CheckpointFolder.ManifestPath(folder, number), number);
        }
        catch (Exception error) when (error is IOException or ArgumentException or OverflowException)
        {
            _damage.Add(error.Message);
            return null;
        }
    }

    private bool TryVerify(Manifest manifest, StateFiles files)
    {
        var found = new RecordIndex(seed, (int)Math.Min(MostExpected, manifest.Files.Sum(file => file.Length) / BytesOfEntity));
        try
        {
            foreach (var entry in manifest.Files)
                StateScan.Run(files.Get(entry.Id), entry.Length, (record, location, bytes) => found.Add(record, location, bytes.Length));
            found.Complete();
            foreach (var open in manifest.Open)
                if (open.Mode == DeliveryMode.ByValue) OutboxFile.Read(folder, open.Location);
        }
        catch (IOException error)
        {
            _damage.Add($"Checkpoint {manifest.Number}: {error.Message}");
            return false;
        }

        (Index, GarbageBytes, _newest) = (found.Index, found.GarbageBytes, found.Newest);
        return true;
    }

    private void CollectBorders(StateFiles files)
    {
        var known = (Chosen?.Files ?? []).ToDictionary(entry => entry.Id, entry => entry.Length);
        foreach (var id in CheckpointFolder.States(folder))
        {
            files.ReserveUpTo(id);
            try
            {
                StateScan.RunTail(files.Get(id), known.GetValueOrDefault(id), (record, _, _) =>
                {
                    if (record.Type != StateFile.Border) return;
                    var border = ManifestCodec.ReadBorder(record.State);
                    if (border.Number > (Chosen?.Number ?? 0)) _borders.TryAdd(border.Number, border);
                });
            }
            catch (CheckpointDamagedException error)
            {
                _damage.Add(error.Message);
            }
        }
    }
}
