namespace Analytics.Processing.Enrichment;

/// <summary>One generation of <see cref="RecentValues{TValue}"/>: open addressing, at most half full.</summary>
internal sealed class RecentTable<TValue>
{
    private RecentEntry<TValue>[] _slots = new RecentEntry<TValue>[64];

    public int Count { get; private set; }

    public ref RecentEntry<TValue> this[int slot] => ref _slots[slot];

    public bool TryFind(ReadOnlySpan<byte> key, int scope, ulong hash, out int slot)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            ref var entry = ref slots[slot];
            if (entry.Key is null) return false;
            if (entry.Hash == hash && entry.Scope == scope && key.SequenceEqual(entry.Key)) return true;
        }
    }

    /// <summary>Adds an entry whose key is not here.</summary>
    public void Add(in RecentEntry<TValue> entry)
    {
        if (++Count * 2 > _slots.Length) Grow();
        Place(entry);
    }

    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    private void Place(in RecentEntry<TValue> entry)
    {
        var mask = _slots.Length - 1;
        var slot = (int)entry.Hash & mask;
        while (_slots[slot].Key is not null) slot = (slot + 1) & mask;
        _slots[slot] = entry;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new RecentEntry<TValue>[old.Length * 2];
        foreach (ref var entry in old.AsSpan())
            if (entry.Key is not null) Place(entry);
    }
}
