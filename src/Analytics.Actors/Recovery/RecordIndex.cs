using Analytics.Actors.Checkpoints;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Recovery;

/// <summary>
/// The newest record of each entity among those of a checkpoint's files, which come in the order they were written in. A place in the index is a visit to memory: each record waits until a few more have
/// come, while the processor fetches its place.
/// </summary>
/// <param name="seed">Of the identities.</param>
/// <param name="expected">About how many entities there will be.</param>
internal sealed class RecordIndex(ulong seed, int expected)
{
    private const int Ahead = 8;
    private readonly KindSeeds _seeds = new(seed);
    private readonly Waiting[] _waiting = new Waiting[Ahead];
    private int _came;
    private int _done;

    /// <summary>Where the newest record of each entity is. Complete after <see cref="Complete"/>, as all that follows.</summary>
    public EntityIndex Index { get; } = new(expected);

    /// <summary>Which records these are, by how many came before them.</summary>
    public RecordSet Newest { get; } = new();

    /// <summary>Bytes of all other records.</summary>
    public long GarbageBytes { get; private set; }

    /// <summary>Takes the next record.</summary>
    public void Add(EntityRecord record, long location, int length)
    {
        if (_came - _done == Ahead) Take();
        ref var waiting = ref _waiting[_came++ % Ahead];
        waiting = new Waiting(record.Type, location, length, default);
        if (record.Type is not (EntityRecord.Put or EntityRecord.Removed)) return;
        waiting.Identity = _seeds.Identity(record);
        Index.Prefetch(waiting.Identity);
    }

    /// <summary>All records came.</summary>
    public void Complete()
    {
        while (_done < _came) Take();
    }

    private void Take()
    {
        var number = _done++;
        ref var record = ref _waiting[number % Ahead];
        GarbageBytes += record.Type switch
        {
            EntityRecord.Put => Replace(Index.Put(record.Identity, record.Location, record.Length, number)),
            EntityRecord.Removed => Replace(Index.Remove(record.Identity)) + record.Length,
            _ => record.Length,
        };
        if (record.Type == EntityRecord.Put) Newest.Add(number);
    }

    private int Replace((int Length, int Number) former)
    {
        if (former.Length > 0) Newest.Remove(former.Number);
        return former.Length;
    }

    private record struct Waiting(byte Type, long Location, int Length, UInt128 Identity);
}
