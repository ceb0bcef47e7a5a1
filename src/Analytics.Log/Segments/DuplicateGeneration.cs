using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Analytics.Contracts.Hashing;

namespace Analytics.Log.Segments;

/// <summary>Ids appended during a stretch of time: an open-addressing table with linear probing, at most three quarters full. Id 0 marks an empty slot.</summary>
internal sealed class DuplicateGeneration(ulong seed, long startedAt)
{
    private const int PrefetchDistance = 16;
    private UInt128[] _slots = new UInt128[1024];

    public int Count { get; private set; }

    /// <summary>Commit time of the first id, microseconds since 1970.</summary>
    public long StartedAt { get; } = startedAt;

    /// <summary>Commit time of the last id.</summary>
    public long LastAt { get; set; } = startedAt;

    public bool Contains(UInt128 id) => _slots[Find(_slots, id)] != default;

    /// <summary>Adds an id that is known to be absent.</summary>
    public void Add(UInt128 id)
    {
        if (Count >= _slots.Length / 4 * 3) Grow(_slots.Length * 2);
        _slots[Find(_slots, id)] = id;
        Count++;
    }

    /// <summary>Adds ids, of which some may be there already, and returns how many were not. Slots are fetched ahead: each is a cache miss.</summary>
    public int AddRange(ReadOnlySpan<UInt128> ids)
    {
        Reserve(Count + ids.Length);
        var before = Count;
        var slots = _slots;
        for (var i = 0; i < ids.Length; i++)
        {
            if (i + PrefetchDistance < ids.Length) Prefetch(slots, ids[i + PrefetchDistance]);
            var at = Find(slots, ids[i]);
            if (slots[at] != default) continue;
            slots[at] = ids[i];
            Count++;
        }

        return Count - before;
    }

    /// <summary>Makes room once for many ids.</summary>
    public void Reserve(int ids)
    {
        var size = _slots.Length;
        while (size / 4 * 3 < ids) size *= 2;
        if (size > _slots.Length) Grow(size);
    }

    /// <summary>Takes an id out and moves those that were displaced by it back, so that no probe ends too early.</summary>
    public bool Remove(UInt128 id)
    {
        var hole = Find(_slots, id);
        if (_slots[hole] == default) return false;
        var mask = _slots.Length - 1;
        for (var next = (hole + 1) & mask; _slots[next] != default; next = (next + 1) & mask)
        {
            var home = Home(_slots[next], mask);
            if (((next - home) & mask) < ((next - hole) & mask)) continue;
            _slots[hole] = _slots[next];
            hole = next;
        }

        _slots[hole] = default;
        Count--;
        return true;
    }

    private int Find(UInt128[] slots, UInt128 id)
    {
        var mask = slots.Length - 1;
        var at = Home(id, mask);
        while (slots[at] != default && slots[at] != id) at = (at + 1) & mask;
        return at;
    }

    private unsafe void Prefetch(UInt128[] slots, UInt128 id)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref slots[Home(id, slots.Length - 1)]));
    }

    private int Home(UInt128 id, int mask) => (int)KeyHash.Combine((ulong)(id >> 64) ^ seed, (ulong)id) & mask;

    private void Grow(int size)
    {
        var larger = new UInt128[size];
        foreach (var id in _slots)
            if (id != default) larger[Find(larger, id)] = id;
        _slots = larger;
    }
}
