using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Analytics.Contracts.Memory;

namespace Analytics.Processing.Enrichment;

/// <summary>One generation of <see cref="RecentValues{TValue}"/>: open addressing, at most half full. Long keys lie outside of the entries.</summary>
internal sealed class RecentTable<TValue>
    where TValue : unmanaged
{
    private TableArray<RecentEntry<TValue>> _slots = new(64);
    private byte[]?[] _longKeys = [];

    public int Count { get; private set; }

    public ref RecentEntry<TValue> this[int slot] => ref _slots[slot];

    /// <summary>Tells the processor that a hash will be looked for soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong hash)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref _slots[(int)hash & (_slots.Length - 1)]));
    }

    public bool TryFind(ReadOnlySpan<byte> key, int scope, ulong hash, out int slot)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            ref var entry = ref slots[slot];
            if (entry.Hash == 0) return false;
            if (entry.Hash == hash && entry.Scope == scope && entry.Length == key.Length && key.SequenceEqual(KeyOf(ref entry, slot))) return true;
        }
    }

    /// <summary>Adds a key that is not here.</summary>
    public void Add(ReadOnlySpan<byte> key, int scope, ulong hash, TValue value)
    {
        var entry = new RecentEntry<TValue> { Hash = hash, Scope = scope, Length = key.Length, Value = value };
        if (key.Length <= RecentEntry<TValue>.ShortKey.Capacity) key.CopyTo(entry.Key);
        Add(entry, key.Length <= RecentEntry<TValue>.ShortKey.Capacity ? null : key.ToArray());
    }

    /// <summary>Moves an entry of another table here.</summary>
    public void Add(RecentTable<TValue> other, int slot) => Add(other._slots[slot], other._longKeys.Length == 0 ? null : other._longKeys[slot]);

    public void Clear()
    {
        _slots.AsSpan().Clear();
        Array.Clear(_longKeys);
        Count = 0;
    }

    private ReadOnlySpan<byte> KeyOf(ref RecentEntry<TValue> entry, int slot) =>
        entry.Length <= RecentEntry<TValue>.ShortKey.Capacity ? ((ReadOnlySpan<byte>)entry.Key)[..entry.Length] : _longKeys[slot];

    private void Add(in RecentEntry<TValue> entry, byte[]? longKey)
    {
        if (++Count * 2 > _slots.Length) Grow();
        Place(entry, longKey);
    }

    private void Place(in RecentEntry<TValue> entry, byte[]? longKey)
    {
        var mask = _slots.Length - 1;
        var slot = (int)entry.Hash & mask;
        while (_slots[slot].Hash != 0) slot = (slot + 1) & mask;
        _slots[slot] = entry;
        if (longKey is null) return;
        if (_longKeys.Length == 0) _longKeys = new byte[]?[_slots.Length];
        _longKeys[slot] = longKey;
    }

    private void Grow()
    {
        var (slots, longKeys) = (_slots, _longKeys);
        _slots = new TableArray<RecentEntry<TValue>>(slots.Length * 2);
        _longKeys = longKeys.Length == 0 ? [] : new byte[]?[_slots.Length];
        for (var slot = 0; slot < slots.Length; slot++)
            if (slots[slot].Hash != 0) Place(slots[slot], longKeys.Length == 0 ? null : longKeys[slot]);
        slots.Release();
    }
}
