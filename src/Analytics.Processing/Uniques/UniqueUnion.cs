using System.Numerics;

namespace Analytics.Processing.Uniques;

/// <summary>
/// How many users several counters have together: the same answer as merging them into one counter, without keeping an ordered set that is thrown away at once. Members
/// come in ascending order and their slots too, so that both sides are walked front to back. Memory is kept from use to use.
/// </summary>
internal sealed class UniqueUnion
{
    private readonly UniqueCounter _merged = new();
    private readonly List<UniqueCounter> _parts = [];
    private ulong[] _slots = [];

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
        var most = 0;
        foreach (var part in _parts)
        {
            if (!part.IsExact) return false;
            most += (int)part.Count;
        }

        most = Math.Min(most, UniqueCounter.ExactLimit + 1);
        var bits = BitOperations.Log2((uint)Math.Max(8, most * 3 / 2)) + 1;
        // Runs may reach beyond the last home slot.
        var size = (1 << bits) + most + 1;
        if (_slots.Length < size) _slots = new ulong[size];
        else Array.Clear(_slots, 0, size);
        var count = 0;
        foreach (var part in _parts)
        {
            count += AddAll(part.ExactSlots, 64 - bits, UniqueCounter.ExactLimit - count);
            if (count > UniqueCounter.ExactLimit) return false;
        }

        (Count, IsExact) = (count, true);
        return true;
    }

    // Stops one beyond the limit.
    private int AddAll(ReadOnlySpan<ulong> members, int shift, int limit)
    {
        var slots = _slots;
        var added = 0;
        foreach (var hash in members)
        {
            if (hash == 0) continue;
            var at = (int)(hash >> shift);
            ulong found;
            while ((found = slots[at]) != 0 && found != hash) at++;
            if (found == hash) continue;
            slots[at] = hash;
            if (++added > limit) break;
        }

        return added;
    }
}
