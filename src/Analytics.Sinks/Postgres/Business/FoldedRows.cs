using System.Numerics;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;

namespace Analytics.Sinks.Postgres.Business;

/// <summary>
/// One row a distinct key of a tenant, in the order in which they came, so that the same events give the same bytes. Keys are compared in full. What is
/// folded into a row is the caller's. Memory is kept from cut to cut.
/// </summary>
/// <typeparam name="TRow">What is kept of a key.</typeparam>
internal sealed class FoldedRows<TRow>
    where TRow : struct
{
    // Strangers who knew it could choose keys that lie in one place. Nothing that is written depends on it.
    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64();
    private const int BytesOfOtherFields = 64;
    private int[] _slots = new int[64];
    private Entry[] _entries = new Entry[32];

    internal int Count { get; private set; }

    /// <summary>Bytes of the rows once they are written, roughly.</summary>
    internal int Length => Text.Length + Count * BytesOfOtherFields;

    /// <summary>Holds the keys, and what else of the rows is text.</summary>
    internal RecordBatch Text { get; } = new();

    internal ref TRow this[int index] => ref _entries[index].Row;

    internal int Tenant(int index) => _entries[index].Tenant;

    internal ReadOnlySpan<byte> Key(int index) => Text.Buffer.AsSpan(_entries[index].KeyAt, _entries[index].KeyLength);

    /// <summary>The row of a key, an empty one when it is new; stays where it is until the next key.</summary>
    internal ref TRow Of(int tenant, ReadOnlySpan<byte> key, out bool isNew)
    {
        var hash = KeyHash.Compute(key, Seed + (uint)tenant);
        var slot = (int)hash & (_slots.Length - 1);
        for (; _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            ref var entry = ref _entries[_slots[slot] - 1];
            if (entry.Hash != hash || entry.Tenant != tenant || !key.SequenceEqual(Key(_slots[slot] - 1))) continue;
            isNew = false;
            return ref entry.Row;
        }

        isNew = true;
        if (Count == _entries.Length) slot = Grow(hash);
        _slots[slot] = Count + 1;
        ref var added = ref _entries[Count++];
        added = new Entry { Hash = hash, Tenant = tenant, KeyAt = Text.Append(key).Offset, KeyLength = key.Length };
        return ref added.Row;
    }

    internal void Clear()
    {
        Array.Clear(_slots);
        Text.Clear();
        Count = 0;
    }

    private int Grow(ulong hash)
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)_entries.Length * 2)];
        for (var index = 0; index < Count; index++) _slots[FreeSlot(_entries[index].Hash)] = index + 1;
        return FreeSlot(hash);
    }

    private int FreeSlot(ulong hash)
    {
        var slot = (int)hash & (_slots.Length - 1);
        while (_slots[slot] != 0) slot = (slot + 1) & (_slots.Length - 1);
        return slot;
    }

    private struct Entry
    {
        public ulong Hash;
        public int Tenant;
        public int KeyAt;
        public int KeyLength;
        public TRow Row;
    }
}
