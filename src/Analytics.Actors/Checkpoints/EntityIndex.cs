using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Analytics.Contracts.Memory;

namespace Analytics.Actors.Checkpoints;

/// <summary>
/// Where the newest state of each entity is: 128-bit identity → location and length. Open addressing with linear probing; a
/// location is never 0. 32 bytes a slot, at most three quarters full. One thread at a time.
/// </summary>
internal sealed class EntityIndex
{
    private const int SmallestSize = 1024;
    private TableArray<Slot> _slots;

    /// <summary>An empty index.</summary>
    /// <param name="expected">About how many entities will be in it: so many come without that it grows.</param>
    public EntityIndex(int expected = 0) => _slots = new TableArray<Slot>((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(SmallestSize, expected + (expected / 2))));

    /// <summary>Entities in it.</summary>
    public int Count { get; private set; }

    /// <summary>Finds an entity.</summary>
    public bool TryGet(UInt128 identity, out long location, out int length)
    {
        ref var slot = ref Find(identity);
        (location, length) = (slot.Location, slot.Length);
        return location != 0;
    }

    /// <summary>Fetches the place of an entity ahead: each is a cache miss.</summary>
    public unsafe void Prefetch(UInt128 identity)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref _slots[(int)(ulong)identity & (_slots.Length - 1)]));
    }

    /// <summary>Sets where an entity is; returns the length of what it replaces, 0 when it is new.</summary>
    public int Put(UInt128 identity, long location, int length) => Put(identity, location, length, 0).Length;

    /// <summary>Sets where an entity is, with a number that whoever replaces or removes it is told; returns length and number of what it replaces, length 0 when it is new.</summary>
    public (int Length, int Number) Put(UInt128 identity, long location, int length, int number)
    {
        if ((Count + 1) * 4L > _slots.Length * 3L) Grow();
        ref var slot = ref Find(identity);
        var former = slot.Location == 0 ? default : (slot.Length, slot.Number);
        if (slot.Location == 0) Count++;
        slot = new Slot { Identity = identity, Location = location, Length = length, Number = number };
        return former;
    }

    /// <summary>Forgets an entity; returns length and number of what it had, length 0 when there was none.</summary>
    public (int Length, int Number) Remove(UInt128 identity)
    {
        ref var slot = ref Find(identity);
        if (slot.Location == 0) return default;
        var former = (slot.Length, slot.Number);
        Count--;
        CloseGap((int)((ulong)identity & (uint)(_slots.Length - 1)), identity);
        return former;
    }

    /// <summary>Follows an entity that was copied; not when it changed since.</summary>
    public void Move(UInt128 identity, long from, long to)
    {
        ref var slot = ref Find(identity);
        if (slot.Location == from) slot.Location = to;
    }

    private ref Slot Find(UInt128 identity)
    {
        var mask = _slots.Length - 1;
        for (var i = (int)(ulong)identity & mask; ; i = (i + 1) & mask)
        {
            ref var slot = ref _slots[i];
            if (slot.Location == 0 || slot.Identity == identity) return ref slot;
        }
    }

    // Entries behind the gap move up when their own place is not between the gap and them, so that no search ends too early.
    private void CloseGap(int start, UInt128 identity)
    {
        var mask = _slots.Length - 1;
        var gap = start;
        while (_slots[gap].Identity != identity || _slots[gap].Location == 0) gap = (gap + 1) & mask;
        for (var i = (gap + 1) & mask; _slots[i].Location != 0; i = (i + 1) & mask)
        {
            var home = (int)(ulong)_slots[i].Identity & mask;
            if (((i - home) & mask) < ((i - gap) & mask)) continue;
            _slots[gap] = _slots[i];
            gap = i;
        }

        _slots[gap] = default;
    }

    private void Grow()
    {
        var former = _slots;
        _slots = new TableArray<Slot>(former.Length * 2);
        foreach (ref var slot in former.AsSpan())
            if (slot.Location != 0) Find(slot.Identity) = slot;
        former.Release();
    }

    private struct Slot
    {
        public UInt128 Identity;
        public long Location;
        public int Length;
        public int Number;
    }
}
