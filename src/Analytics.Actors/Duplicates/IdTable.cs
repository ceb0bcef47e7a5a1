using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Analytics.Contracts.Memory;

namespace Analytics.Actors.Duplicates;

/// <summary>
/// Ids of many generations in one open-addressing table, so that an event costs one look-up however long the horizon is. It is cut into segments that grow one by
/// one: no pause is longer than the copying of one of them. Ids of generations outside <see cref="Live"/> count as absent and go when their segment is
/// next made anew, but not before the owner can do without them (<see cref="Keep"/>).
/// </summary>
internal sealed class IdTable
{
    private const int SegmentBits = 8;
    private const int SmallestSegment = 16;
    private readonly IdSlot[][] _segments = new IdSlot[1 << SegmentBits][];
    private readonly int[] _used = new int[1 << SegmentBits];
    private (ushort Oldest, ushort Newest) _live;
    private ushort _kept;

    public IdTable()
    {
        for (var i = 0; i < _segments.Length; i++) _segments[i] = new IdSlot[SmallestSegment];
    }

    /// <summary>Bytes in memory.</summary>
    public long Bytes => _segments.Sum(segment => (long)segment.Length * Unsafe.SizeOf<IdSlot>());

    /// <summary>Generations that count, both included, modulo 65,536.</summary>
    public void Live(long oldest, long newest) => _live = ((ushort)oldest, (ushort)newest);

    /// <summary>From now on ids of generations before this one may be forgotten for good.</summary>
    public void Keep(long oldest) => _kept = (ushort)oldest;

    /// <summary>Fetches the place of an id ahead: each is a cache miss.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(IdSlot id)
    {
        if (!Sse.IsSupported) return;
        var segment = _segments[Segment(id)];
        Sse.Prefetch0(Unsafe.AsPointer(ref segment[Home(id, segment)]));
    }

    /// <summary>Adds an id to a generation; false when a generation that counts has it.</summary>
    public bool TryAdd(IdSlot id)
    {
        var number = Segment(id);
        var segment = _segments[number];
        var mask = segment.Length - 1;
        var at = Home(id, segment);
        for (; !segment[at].IsEmpty; at = (at + 1) & mask)
            if (segment[at].IsSameId(id) && IsBetween(segment[at].Tag, _live.Oldest, _live.Newest)) return false;
        segment[at] = id;
        Count(number);
        return true;
    }

    /// <summary>Adds an id without looking whether it is there.</summary>
    public void Add(IdSlot id)
    {
        var number = Segment(id);
        Place(_segments[number], id);
        Count(number);
    }

    /// <summary>Takes back an id that was added to a generation: from here on it belongs to one that counts no more.</summary>
    public void Bury(IdSlot id)
    {
        var segment = _segments[Segment(id)];
        var at = Home(id, segment);
        for (; !segment[at].IsEmpty; at = (at + 1) & (segment.Length - 1))
        {
            if (!segment[at].Equals(id)) continue;
            segment[at] = id.In((ushort)(_kept - 1));
            return;
        }
    }

    /// <summary>Forgets all that may be forgotten.</summary>
    public void Sweep()
    {
        for (var i = 0; i < _segments.Length; i++) MakeAnew(i);
    }

    private static int Segment(IdSlot id) => (int)(id.High >> (64 - SegmentBits));

    private static int Home(IdSlot id, IdSlot[] segment) => (int)(id.High >> 16) & (segment.Length - 1);

    private static bool IsBetween(ushort tag, ushort oldest, ushort newest) => (ushort)(tag - oldest) <= (ushort)(newest - oldest);

    private static void Place(IdSlot[] segment, IdSlot id)
    {
        var at = Home(id, segment);
        while (!segment[at].IsEmpty) at = (at + 1) & (segment.Length - 1);
        segment[at] = id;
    }

    private void Count(int segment)
    {
        if (++_used[segment] >= _segments[segment].Length / 4 * 3) MakeAnew(segment);
    }

    private void MakeAnew(int number)
    {
        var former = _segments[number];
        var kept = 0;
        foreach (var slot in former)
            if (IsKept(slot)) kept++;
        var size = SmallestSegment;
        while (size / 2 <= kept) size *= 2;
        var segment = TouchedArray.Of<IdSlot>(size);
        foreach (var slot in former)
            if (IsKept(slot)) Place(segment, slot);
        (_segments[number], _used[number]) = (segment, kept);
    }

    private bool IsKept(IdSlot slot) => !slot.IsEmpty && IsBetween(slot.Tag, _kept, _live.Newest);
}
