using System.Runtime.CompilerServices;

namespace Analytics.Processing.Uniques;

/// <summary>
/// How many users several counters have together: the same answer as merging them into one counter, without keeping an ordered set that is thrown away at once. Members come in ascending order: lists of them are
/// merged two by two, without a guess that the processor could make wrong. Memory is kept from use to use.
/// </summary>
internal sealed class UniqueUnion
{
    private readonly UniqueCounter _merged = new();
    private readonly List<UniqueCounter> _parts = [];
    private ulong[] _members = [];
    private ulong[] _next = [];

    /// <summary>Distinct users, or their estimate.</summary>
    public long Count { get; private set; }

    /// <summary>True when <see cref="Count"/> is exact.</summary>
    public bool IsExact { get; private set; }

    /// <summary>Starts anew.</summary>
    public void Clear() => _parts.Clear();

    /// <summary>Takes part in the next <see cref="Compute"/>; must not change before.</summary>
    public void Add(UniqueCounter part) => _parts.Add(part);

    /// <summary>Counts.</summary>
    public void Compute()
    {
        if (TryCountExactly()) return;
        _merged.Clear();
        foreach (var part in _parts) _merged.Merge(part);
        (Count, IsExact) = (_merged.Count, _merged.IsExact);
        _merged.Clear();
    }

    private bool TryCountExactly()
    {
        var all = 0;
        foreach (var part in _parts)
        {
            if (!part.IsExact) return false;
            all += (int)part.Count;
        }

        if (_members.Length < all) (_members, _next) = (new ulong[all], new ulong[all]);
        Span<int> ends = stackalloc int[_parts.Count];
        var end = 0;
        for (var i = 0; i < ends.Length; i++) ends[i] = end += _parts[i].CopyExactTo(_members.AsSpan(end));
        while (ends.Length > 1) ends = MergePairs(ends);
        var count = ends.IsEmpty ? 0 : ends[0];
        if (count > UniqueCounter.ExactLimit) return false;
        (Count, IsExact) = (count, true);
        return true;
    }

    private Span<int> MergePairs(Span<int> ends)
    {
        var (start, end) = (0, 0);
        for (var i = 0; i < ends.Length; i += 2)
        {
            var left = _members.AsSpan(start, ends[i] - start);
            var right = i + 1 < ends.Length ? _members.AsSpan(ends[i], ends[i + 1] - ends[i]) : default;
            start = ends[Math.Min(i + 1, ends.Length - 1)];
            ends[i / 2] = end += Merge(left, right, _next.AsSpan(end));
        }

        (_members, _next) = (_next, _members);
        return ends[..((ends.Length + 1) / 2)];
    }

    // What both have is written once: both go on.
    private static int Merge(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> target)
    {
        var (l, r, count) = (0, 0, 0);
        while (l < left.Length && r < right.Length)
        {
            var (a, b) = (left[l], right[r]);
            int fromLeft = Unsafe.BitCast<bool, byte>(a <= b);
            target[count++] = b ^ ((a ^ b) & (0UL - (uint)fromLeft));
            l += fromLeft;
            r += Unsafe.BitCast<bool, byte>(b <= a);
        }

        left[l..].CopyTo(target[count..]);
        count += left.Length - l;
        right[r..].CopyTo(target[count..]);
        return count + right.Length - r;
    }
}
