using System.Numerics;
using Analytics.Contracts.Events;
using Analytics.Contracts.Memory;

namespace Analytics.Processing.Sessions;

/// <summary>
/// The users of one shard that are in memory, found by hash in one look-up (open addressing; a slot holds half the hash and the place, so that a miss touches no
/// entry). Entries lie in chunks that never move.
/// </summary>
/// <param name="pools">Where the variable parts lie.</param>
public sealed unsafe class SessionTable(SessionPools pools)
{
    private const int ChunkBits = 10;
    private const int ChunkMask = (1 << ChunkBits) - 1;

    private readonly List<int> _free = [];
    private UserEntry*[] _chunks = new UserEntry*[16];
    private TableArray<ulong> _slots = new(1024);
    private int _slotShift = 22;

    /// <summary>Users in memory.</summary>
    public int Count { get; private set; }

    /// <summary>Places handed out so far, taken or not: entries are at 0 up to this.</summary>
    public int Places { get; private set; }

    /// <summary>Memory in bytes, roughly, without the pools.</summary>
    public long Bytes =>
        (_slots.Length * 8L) + (((Places + ChunkMask) >> ChunkBits) * (long)(System.Runtime.CompilerServices.Unsafe.SizeOf<UserEntry>() << ChunkBits));

    /// <summary>The entry at a place; valid until the place is given back.</summary>
    public ref UserEntry this[int place] => ref *(_chunks[place >> ChunkBits] + (place & ChunkMask));

    /// <summary>The place of a user; -1 when it is not in memory.</summary>
    public int Find(ulong hash, int tenant, UserIdentity identity, ReadOnlySpan<byte> id)
    {
        var tag = (uint)(hash >> 32);
        var mask = _slots.Length - 1;
        for (var at = Home(tag); _slots[at] is var slot and not 0; at = (at + 1) & mask)
        {
            if ((uint)(slot >> 32) != tag) continue;
            var place = (int)(uint)slot - 1;
            ref var entry = ref this[place];
            if (entry.Hash == hash && entry.Tenant == tenant && entry.Identity == identity && id.SequenceEqual(IdOf(entry))) return place;
        }

        return -1;
    }

    /// <summary>The bytes of a user's id.</summary>
    public ReadOnlySpan<byte> IdOf(in UserEntry entry) => pools.IdOf(entry);

    /// <summary>Brings the slot of a hash into the cache: the look-up comes a few events later.</summary>
    public void PrefetchSlot(ulong hash) => CacheHint.Load(ref _slots[Home((uint)(hash >> 32))]);

    /// <summary>Brings the entry that the slot of a hash points at into the cache.</summary>
    public void PrefetchEntry(ulong hash)
    {
        var slot = _slots[Home((uint)(hash >> 32))];
        if (slot != 0) CacheHint.LoadAll(ref this[(int)(uint)slot - 1]);
    }

    /// <summary>Brings an event's texts into the cache: those that say whose it is and which page.</summary>
    public static void PrefetchTexts(in EventRow row, EventBatch batch)
    {
        CacheHint.Load(batch.Bytes(row.UserHash == 0 ? row.SessionId : row.UserId));
        CacheHint.Load(batch.Bytes(row.Url));
    }

    /// <summary>Brings the entry at a place into the cache.</summary>
    public void PrefetchPlace(int place) => CacheHint.LoadAll(ref this[place]);

    /// <summary>Brings path and payments of the entry at a place into the cache: it is stored a little later.</summary>
    public void PrefetchStored(int place)
    {
        ref var entry = ref this[place];
        CacheHint.LoadAll(SessionPath.Stored(entry.Last, pools));
        if (entry.Last.Revenue != 0) CacheHint.Load(ref pools.Revenues.Of(entry.Last.Revenue)[0]);
    }

    /// <summary>Brings the end of the path of that entry into the cache.</summary>
    public void PrefetchParts(ulong hash)
    {
        var slot = _slots[Home((uint)(hash >> 32))];
        if (slot == 0) return;
        ref var entry = ref this[(int)(uint)slot - 1];
        var path = pools.Texts.Of(entry.Last.Path);
        int end = entry.Last.PathEnd;
        if (end < path.Length) CacheHint.Load(ref path[end]);
    }

    /// <summary>Adds a user that is not in memory and returns the place.</summary>
    public int Add(ulong hash, int tenant, UserIdentity identity, ReadOnlySpan<byte> id)
    {
        if (Count >= _slots.Length / 2) Grow();
        var place = NewPlace();
        ref var entry = ref this[place];
        entry.Hash = hash;
        entry.Tenant = tenant;
        entry.Identity = identity;
        entry.ArmedBucket = UserEntry.NotArmed;
        entry.LastArrival = long.MinValue;
        entry.Live = true;
        pools.KeepId(ref entry, id);
        Link(hash, place);
        Count++;
        return place;
    }

    /// <summary>Takes a user and all its sessions out of memory.</summary>
    public void Remove(int place)
    {
        ref var entry = ref this[place];
        Unlink(entry.Hash, place);
        FreeSessions(ref entry);
        pools.FreeId(ref entry);
        var generation = entry.Generation + 1;
        entry = default;
        entry.Generation = generation;
        _free.Add(place);
        Count--;
    }

    /// <summary>Forgets the sessions of a user.</summary>
    public void FreeSessions(ref UserEntry entry)
    {
        foreach (ref var session in pools.Earlier.Of(entry.Earlier)[..entry.EarlierCount]) pools.Free(ref session);
        pools.Earlier.Free(entry.Earlier);
        (entry.Earlier, entry.EarlierCount) = (0, 0);
        if (entry.Last.Events > 0) pools.Free(ref entry.Last);
    }

    // The upper half of a hash may have bits in common within a shard; the multiplication spreads the rest.
    private int Home(uint tag) => (int)((tag * 0x9E3779B1u) >> _slotShift);

    private int NewPlace()
    {
        if (_free.Count > 0)
        {
            var place = _free[^1];
            _free.RemoveAt(_free.Count - 1);
            return place;
        }

        var chunk = Places >> ChunkBits;
        if (chunk == _chunks.Length)
        {
            var former = _chunks;
            _chunks = new UserEntry*[chunk * 2];
            Array.Copy(former, _chunks, chunk);
        }

        if (_chunks[chunk] == null) _chunks[chunk] = pools.Memory.Take<UserEntry>(1 << ChunkBits);
        return Places++;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new TableArray<ulong>(old.Length * 2);
        _slotShift = 32 - BitOperations.Log2((uint)_slots.Length);
        foreach (var slot in old.AsSpan())
            if (slot != 0) Place(slot);
        old.Release();
    }

    private void Link(ulong hash, int place) => Place((hash & 0xFFFFFFFF00000000) | (uint)(place + 1));

    private void Place(ulong slot)
    {
        var mask = _slots.Length - 1;
        var at = Home((uint)(slot >> 32));
        while (_slots[at] != 0) at = (at + 1) & mask;
        _slots[at] = slot;
    }

    // Moves later members of the run back, so that no search is cut short and no tombstone is needed.
    private void Unlink(ulong hash, int place)
    {
        var mask = _slots.Length - 1;
        var hole = Home((uint)(hash >> 32));
        while ((int)(uint)_slots[hole] - 1 != place) hole = (hole + 1) & mask;
        for (var at = (hole + 1) & mask; _slots[at] != 0; at = (at + 1) & mask)
        {
            var home = Home((uint)(_slots[at] >> 32));
            if (((at - home) & mask) < ((at - hole) & mask)) continue;
            _slots[hole] = _slots[at];
            hole = at;
        }

        _slots[hole] = 0;
    }
}
