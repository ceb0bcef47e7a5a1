using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Analytics.Contracts.Hashing;

namespace Analytics.Contracts.Tenants;

/// <summary>
/// Tenant and key bytes → value, open addressing over a 64-bit hash, with a full compare. Keys lie one behind the other in blocks of
/// 1 MiB, so that millions of them are few objects for the collector.
/// </summary>
internal sealed class ReferenceTable<TValue>(int capacity)
{
    private const int BlockBits = 20;
    private const int BlockSize = 1 << BlockBits;
    private const ulong Seed = 0x7AB1E5;

    private readonly List<byte[]> _blocks = [];
    private int[] _slots = new int[16];
    private Entry[] _entries = new Entry[8];
    private int _blockUsed = BlockSize;

    public int Count { get; private set; }

    public bool TryFind(int tenant, ReadOnlySpan<byte> key, [MaybeNullWhen(false)] out TValue value)
    {
        var at = Find(tenant, key, Hash(tenant, key), out _);
        value = at < 0 ? default : _entries[at].Value;
        return at >= 0;
    }

    public void Set(int tenant, ReadOnlySpan<byte> key, TValue value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, BlockSize);
        var hash = Hash(tenant, key);
        var at = Find(tenant, key, hash, out var slot);
        if (at >= 0)
        {
            _entries[at].Value = value;
            return;
        }

        if (Count == capacity) throw new InvalidOperationException($"The reference tables hold more than {capacity} entries.");
        if (Count == _entries.Length)
        {
            Grow();
            Find(tenant, key, hash, out slot);
        }

        _entries[Count] = new Entry { Hash = hash, Tenant = tenant, Position = Store(key), Length = key.Length, Value = value };
        _slots[slot] = ++Count;
    }

    private static ulong Hash(int tenant, ReadOnlySpan<byte> key) => KeyHash.Compute(key, Seed + (ulong)(uint)tenant);

    private int Find(int tenant, ReadOnlySpan<byte> key, ulong hash, out int slot)
    {
        var mask = _slots.Length - 1;
        for (slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var at = _slots[slot] - 1;
            if (at < 0) return -1;
            ref var entry = ref _entries[at];
            if (entry.Hash == hash && entry.Tenant == tenant && key.SequenceEqual(Key(entry))) return at;
        }
    }

    private ReadOnlySpan<byte> Key(in Entry entry) =>
        _blocks[(int)(entry.Position >> BlockBits)].AsSpan((int)(entry.Position & (BlockSize - 1)), entry.Length);

    private long Store(ReadOnlySpan<byte> key)
    {
        if (_blockUsed + key.Length > BlockSize || _blockUsed == BlockSize)
        {
            _blocks.Add(new byte[BlockSize]);
            _blockUsed = 0;
        }

        key.CopyTo(_blocks[^1].AsSpan(_blockUsed));
        var position = ((long)(_blocks.Count - 1) << BlockBits) + _blockUsed;
        _blockUsed += key.Length;
        return position;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, (int)Math.Min(_entries.Length * 2L, Math.Max(capacity, 8)));
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)_entries.Length * 2)];
        var mask = _slots.Length - 1;
        for (var at = 0; at < Count; at++)
        {
            var slot = (int)_entries[at].Hash & mask;
            while (_slots[slot] != 0) slot = (slot + 1) & mask;
            _slots[slot] = at + 1;
        }
    }

    private struct Entry
    {
        public ulong Hash;
        public long Position;
        public int Tenant;
        public int Length;
        public TValue Value;
    }
}
