using System.Buffers;
using System.Numerics;

namespace Analytics.Processing.Uniques;

/// <summary>
/// Users of a stretch of time on their way into counters: noted one after the other as they come, some more than once, which costs an event a store; put in order and each once when they are asked for, which costs
/// less than a place in an ordered set for each, because their hashes are spread evenly. Grows with the users, not with their events.
/// </summary>
public sealed class GatheredUsers
{
    private const int DistinctFrom = 4_096;
    private const int MostBucketBits = 16;
    private const int FewInBucket = 16;
    private ulong[] _hashes = new ulong[64];
    private int _count;
    private int _ordered;

    /// <summary>Notes a user by the seeded hash; 0 ("no user") is left out.</summary>
    public void Add(ulong userHash)
    {
        if (userHash == 0) return;
        if (_count == _hashes.Length) MakeRoom();
        _hashes[_count++] = UniqueCounter.Mix(userHash);
    }

    /// <summary>Forgets the users; keeps the memory.</summary>
    public void Clear() => _count = _ordered = 0;

    /// <summary>Each user once, as counters keep them, in ascending order. Valid until the next change.</summary>
    internal ReadOnlySpan<ulong> Ordered()
    {
        if (_ordered != _count) PutInOrder();
        return _hashes.AsSpan(0, _count);
    }

    private void MakeRoom()
    {
        if (_count >= DistinctFrom) PutInOrder();
        if (_count > _hashes.Length / 2) Array.Resize(ref _hashes, _hashes.Length * 2);
    }

    // By the leading bits into as many buckets as there are hashes, and then each bucket for itself.
    private void PutInOrder()
    {
        var bits = Math.Clamp(BitOperations.Log2((uint)_count), 1, MostBucketBits);
        var ends = ArrayPool<int>.Shared.Rent(1 << bits);
        var sorted = ArrayPool<ulong>.Shared.Rent(_count);
        Spread(_hashes.AsSpan(0, _count), sorted, ends.AsSpan(0, 1 << bits), 64 - bits);
        var (from, kept, last) = (0, 0, 0UL);
        foreach (var end in ends.AsSpan(0, 1 << bits))
        {
            var bucket = sorted.AsSpan(from, end - from);
            if (bucket.Length > 1) Sort(bucket);
            foreach (var hash in bucket)
                if (hash != last) _hashes[kept++] = last = hash;
            from = end;
        }

        _count = _ordered = kept;
        ArrayPool<ulong>.Shared.Return(sorted);
        ArrayPool<int>.Shared.Return(ends);
    }

    private static void Spread(ReadOnlySpan<ulong> hashes, Span<ulong> target, Span<int> ends, int shift)
    {
        ends.Clear();
        foreach (var hash in hashes) ends[(int)(hash >> shift)]++;
        var sum = 0;
        foreach (ref var end in ends) (end, sum) = (sum, sum + end);
        foreach (var hash in hashes) target[ends[(int)(hash >> shift)]++] = hash;
    }

    // One user may be thousands of the events.
    private static void Sort(Span<ulong> bucket)
    {
        if (bucket.Length > FewInBucket)
        {
            bucket.Sort();
            return;
        }

        for (var i = 1; i < bucket.Length; i++)
        {
            var hash = bucket[i];
            var at = i;
            for (; at > 0 && bucket[at - 1] > hash; at--) bucket[at] = bucket[at - 1];
            bucket[at] = hash;
        }
    }
}
