using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Analytics.Contracts.Hashing;

namespace Analytics.Processing.Enrichment;

/// <summary>
/// A bounded cache from bytes to a value: two-way set-associative, so that a look-up reads at most two neighbouring entries and an insertion
/// replaces the one used less recently. Starts small and doubles up to its bound; keys are compared in full. One thread.
/// </summary>
internal sealed class RecentValues<TValue>
    where TValue : struct
{
    private const int Smallest = 256;

    private readonly ulong _seed;
    private readonly int _bound;
    private Entry[] _entries;
    private int _shift;
    private int _insertions;

    /// <param name="bound">Most entries; rounded down to a power of two, at least 2.</param>
    /// <param name="seed">Seed of the hash, so that strangers cannot choose keys that push each other out.</param>
    public RecentValues(int bound, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 2);
        _bound = 1 << System.Numerics.BitOperations.Log2((uint)bound);
        _seed = seed;
        _entries = new Entry[Math.Min(_bound, Smallest)];
        _shift = ShiftFor(_entries.Length);
    }

    /// <summary>Entries that there is room for now.</summary>
    public int Capacity => _entries.Length;

    /// <summary>The hash that the other members want; <paramref name="scope"/> tells equal keys of different owners apart.</summary>
    public ulong Hash(ReadOnlySpan<byte> key, int scope) => KeyHash.Compute(key, _seed + (ulong)(uint)scope);

    /// <summary>The value of a key; false when it is not (or no longer) here.</summary>
    public bool TryFind(ReadOnlySpan<byte> key, int scope, ulong hash, [MaybeNullWhen(false)] out TValue value)
    {
        ref var first = ref _entries[SetOf(hash)];
        if (Matches(ref first, key, scope, hash))
        {
            value = first.Value;
            return true;
        }

        ref var second = ref Unsafe.Add(ref first, 1);
        if (!Matches(ref second, key, scope, hash))
        {
            value = default;
            return false;
        }

        (first, second) = (second, first);
        value = first.Value;
        return true;
    }

    /// <summary>Keeps a value, in place of the one of its set that was used less recently.</summary>
    public void Add(ReadOnlySpan<byte> key, int scope, ulong hash, TValue value)
    {
        if (++_insertions > _entries.Length && _entries.Length < _bound) Grow();
        Insert(new Entry { Hash = hash, Scope = scope, Key = key.ToArray(), Value = value });
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Matches(ref Entry entry, ReadOnlySpan<byte> key, int scope, ulong hash) =>
        entry.Hash == hash && entry.Scope == scope && key.SequenceEqual(entry.Key);

    private static int ShiftFor(int entries) => 65 - System.Numerics.BitOperations.Log2((uint)entries);

    // Two entries are a set; the hash's leading bits choose it.
    private int SetOf(ulong hash) => _shift == 64 ? 0 : (int)(hash >> _shift) << 1;

    private void Insert(in Entry entry)
    {
        var set = SetOf(entry.Hash);
        _entries[set + 1] = _entries[set];
        _entries[set] = entry;
    }

    private void Grow()
    {
        var old = _entries;
        _entries = new Entry[old.Length * 2];
        _shift = ShiftFor(_entries.Length);
        _insertions = 0;
        for (var i = old.Length - 1; i >= 0; i--)
            if (old[i].Key is not null) Insert(old[i]);
    }

    private struct Entry
    {
        public ulong Hash;
        public byte[] Key;
        public TValue Value;
        public int Scope;
    }
}
