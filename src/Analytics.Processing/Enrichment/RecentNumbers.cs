using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Memory;

namespace Analytics.Processing.Enrichment;

/// <summary>
/// What <see cref="RecentValues{TValue}"/> is for bytes, for keys that are numbers other than 0: a bounded cache of two generations whose entries are small
/// enough that a hit waits for one line of memory. One thread.
/// </summary>
/// <param name="bound">Most entries, at least 2.</param>
/// <param name="seed">Seed of the hash, so that strangers cannot choose keys that lie in one place.</param>
internal sealed class RecentNumbers<TValue>(int bound, ulong seed)
    where TValue : unmanaged
{
    private readonly int _half = bound >= 2 ? bound / 2 : throw new ArgumentOutOfRangeException(nameof(bound));
    private Table _young = new();
    private Table _old = new();

    /// <summary>Entries in it.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>The hash that the other members want.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(ulong key) => KeyHash.Combine(key, seed);

    /// <summary>Tells the processor that a hash will be looked for soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong hash) => _young.Prefetch(hash);

    /// <summary>The value of a key; false when it is not (or no longer) here.</summary>
    public bool TryFind(ulong key, ulong hash, out TValue value)
    {
        if (_young.TryFind(key, hash, out value)) return true;
        if (!_old.TryFind(key, hash, out value)) return false;
        Add(key, hash, value);
        return true;
    }

    /// <summary>Keeps the value of a key that was not found.</summary>
    public void Add(ulong key, ulong hash, TValue value)
    {
        if (_young.Count == _half)
        {
            (_young, _old) = (_old, _young);
            _young.Clear();
        }

        _young.Add(key, hash, value, seed);
    }

    private struct Entry
    {
        public ulong Key;
        public TValue Value;
    }

    /// <summary>Open addressing, at most half full; an entry with key 0 is free.</summary>
    private sealed class Table
    {
        private TableArray<Entry> _slots = new(64);

        public int Count { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public unsafe void Prefetch(ulong hash)
        {
            if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref _slots[(int)hash & (_slots.Length - 1)]));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryFind(ulong key, ulong hash, out TValue value)
        {
            var slots = _slots;
            for (var slot = (int)hash & (slots.Length - 1); ; slot = (slot + 1) & (slots.Length - 1))
            {
                ref var entry = ref slots[slot];
                value = entry.Value;
                if (entry.Key == key) return true;
                if (entry.Key == 0) return false;
            }
        }

        public void Add(ulong key, ulong hash, TValue value, ulong seed)
        {
            if (++Count * 2 > _slots.Length) Grow(seed);
            Place(new Entry { Key = key, Value = value }, hash);
        }

        public void Clear()
        {
            _slots.AsSpan().Clear();
            Count = 0;
        }

        private void Place(Entry entry, ulong hash)
        {
            var slot = (int)hash & (_slots.Length - 1);
            while (_slots[slot].Key != 0) slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = entry;
        }

        private void Grow(ulong seed)
        {
            var slots = _slots;
            _slots = new TableArray<Entry>(slots.Length * 2);
            foreach (ref readonly var entry in slots.AsSpan())
                if (entry.Key != 0) Place(entry, KeyHash.Combine(entry.Key, seed));
            slots.Release();
        }
    }
}
