using System.Numerics;
using System.Runtime.CompilerServices;

namespace Analytics.Processing.Uniques;

/// <summary>
/// A set of 64-bit hashes that is sorted and a hash table at once: linear probing whose home slot is the hash's leading bits, each run of
/// slots kept in order (Amble and Knuth, "Ordered hash tables", 1974). Reading the slots in order gives the sorted set, so that the
/// stored form needs no sort and does not depend on the order of arrival. 0 is "empty" and cannot be a member.
/// </summary>
internal sealed class OrderedHashes
{
    private ulong[] _slots = [];
    private int _shift;
    private int _limit;

    /// <summary>Members.</summary>
    public int Count { get; private set; }

    /// <summary>Memory in bytes.</summary>
    public int Bytes => _slots.Length * sizeof(ulong);

    /// <summary>Adds a member; false when it was one.</summary>
    public bool Add(ulong hash)
    {
        if (Count >= _limit) Resize(Math.Max(8, _limit / 3 * 8));
        while (true)
        {
            var slots = _slots;
            var at = (int)(hash >> _shift);
            ulong found;
            while ((found = slots[at]) - 1 < hash - 1) at++;
            if (found == hash) return false;
            if (MakeRoom(slots, at, found))
            {
                slots[at] = hash;
                Count++;
                return true;
            }

            Resize(1 << (65 - _shift));
        }
    }

    /// <summary>Copies the members in ascending order and returns their number.</summary>
    public int CopyTo(Span<ulong> target)
    {
        // Which slots are empty nobody can guess: each is copied, and stays when it was none.
        var (count, next) = (0, 0);
        while (count < Count)
        {
            var hash = _slots[next++];
            target[count] = hash;
            count += Unsafe.BitCast<bool, byte>(hash != 0);
        }

        return count;
    }

    /// <summary>Slots with the members in ascending order and zeros in between.</summary>
    public ReadOnlySpan<ulong> Slots => _slots;

    /// <summary>Takes the first members, in ascending order and each once.</summary>
    public void Fill(ReadOnlySpan<ulong> hashes)
    {
        Reserve(hashes.Length);
        var next = 0;
        foreach (var hash in hashes)
        {
            next = Math.Max(next, (int)(hash >> _shift));
            // Too many for the room behind the last home slot: the hashes are not spread as they should be.
            if (next == _slots.Length - 1) break;
            _slots[next++] = hash;
            Count++;
        }

        foreach (var hash in hashes[Count..]) Add(hash);
    }

    /// <summary>Makes room for a number of members at once.</summary>
    public void Reserve(int members)
    {
        if (members > _limit) Resize((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, members * 4 / 3 + 1)));
    }

    /// <summary>Forgets the members; keeps the memory.</summary>
    public void Clear()
    {
        if (Count > 0) Array.Clear(_slots);
        Count = 0;
    }

    /// <summary>Forgets the members and the memory.</summary>
    public void Release()
    {
        _slots = [];
        _limit = 0;
        Count = 0;
    }

    // The last slot always stays empty: it ends every search.
    private static bool MakeRoom(ulong[] slots, int at, ulong found)
    {
        if (at == slots.Length - 1) return false;
        if (found == 0) return true;
        var free = at + 1;
        while (slots[free] != 0) free++;
        if (free == slots.Length - 1) return false;
        Array.Copy(slots, at, slots, at + 1, free - at);
        return true;
    }

    private void Resize(int capacity)
    {
        var old = _slots;
        _shift = 64 - BitOperations.Log2((uint)capacity);
        _limit = capacity / 4 * 3;
        _slots = new ulong[capacity + Math.Max(8, capacity / 16)];
        var next = 0;
        foreach (var hash in old)
        {
            if (hash == 0) continue;
            next = Math.Max(next, (int)(hash >> _shift));
            _slots[next++] = hash;
        }
    }
}
