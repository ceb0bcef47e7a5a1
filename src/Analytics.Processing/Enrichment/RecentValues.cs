using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Analytics.Contracts.Hashing;

namespace Analytics.Processing.Enrichment;

/// <summary>
/// A bounded cache from bytes to a value, of two generations: what is used moves into the young one; when that holds half the bound it
/// becomes the old one and the old one is forgotten. So the last half a bound of distinct keys always stays, no two keys push each other out, and
/// a hit is one probe. Keys are compared in full. Memory grows with use. One thread.
/// </summary>
internal sealed class RecentValues<TValue>
    where TValue : unmanaged
{
    private readonly ulong _seed;
    private readonly int _half;
    private RecentTable<TValue> _young = new();
    private RecentTable<TValue> _old = new();
    private RecentTable<TValue>? _spare;

    /// <param name="bound">Most entries, at least 2.</param>
    /// <param name="seed">Seed of the hash, so that strangers cannot choose keys that lie in one place.</param>
    public RecentValues(int bound, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 2);
        _half = bound / 2;
        _seed = seed;
    }

    /// <summary>Entries in it.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>The hash that the other members want; <paramref name="scope"/> tells equal keys of different owners apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(ReadOnlySpan<byte> key, int scope) => KeyHash.Compute(key, _seed + (ulong)(uint)scope);

    /// <summary>The value of a key; false when it is not (or no longer) here.</summary>
    public bool TryFind(ReadOnlySpan<byte> key, int scope, ulong hash, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.TryFind(key, scope, hash, out var slot))
        {
            value = _young[slot].Value;
            return true;
        }

        if (!_old.TryFind(key, scope, hash, out slot))
        {
            value = default;
            return false;
        }

        value = _old[slot].Value;
        TakeOver(slot);
        return true;
    }

    /// <summary>Tells the processor that a hash will be looked for soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong hash) => _young.Prefetch(hash);

    /// <summary>Keeps the value of a key that was not found.</summary>
    public void Add(ReadOnlySpan<byte> key, int scope, ulong hash, TValue value)
    {
        if (_young.Count == _half) StartGeneration();
        _young.Add(key, scope, hash, value);
    }

    // With a full young generation the entry would lie in the table that is cleared: it is taken before.
    private void TakeOver(int slot)
    {
        if (_young.Count < _half) _young.Add(_old, slot);
        else StartGeneration(slot);
    }

    private void StartGeneration(int kept = -1)
    {
        var spare = _spare ?? new RecentTable<TValue>();
        if (kept >= 0) spare.Add(_old, kept);
        _old.Clear();
        (_spare, _old, _young) = (_old, _young, spare);
    }
}
