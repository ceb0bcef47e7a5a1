using System.Buffers.Binary;
using System.Text;

namespace Analytics.Contracts.Checkpoints;

/// <summary>
/// Entities that changed between two checkpoints, as records ready to be written (see <see cref="EntityRecord"/>, checksums left open),
/// and findable by key while the checkpoint is on its way. Reused; filled by the shard's thread, then only read.
/// </summary>
/// <param name="seed">The store's <see cref="IShardCheckpoints.IdentitySeed"/>.</param>
public sealed class EntityChanges(ulong seed)
{
    private const int ChunkSize = 1 << 20;
    private const int ChunksKept = 16;
    private readonly List<byte[]> _chunks = [];
    private readonly List<int> _used = [];
    private readonly Dictionary<string, (byte[] Name, ulong Seed)> _kinds = [];
    private EntityChange[] _entries = new EntityChange[256];
    private int[] _slots = new int[1024];
    private byte[] _kind = [];
    private ulong _kindSeed;
    private int _chunk = -1;

    /// <summary>Number of entities in it.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all records.</summary>
    public long Bytes { get; private set; }

    /// <summary>The entries, in the order they were written.</summary>
    public Span<EntityChange> Entries => _entries.AsSpan(0, Count);

    /// <summary>Number of chunks in use.</summary>
    public int Chunks => _chunk + 1;

    /// <summary>The used bytes of a chunk: whole records, one behind the other.</summary>
    public Memory<byte> Chunk(int index) => _chunks[index].AsMemory(0, _used[index]);

    /// <summary>Forgets everything; keeps some memory.</summary>
    public void Clear()
    {
        if (_chunks.Count > ChunksKept)
        {
            _chunks.RemoveRange(ChunksKept, _chunks.Count - ChunksKept);
            _used.RemoveRange(ChunksKept, _used.Count - ChunksKept);
        }

        for (var i = 0; i < _used.Count; i++) _used[i] = 0;
        if (Count > 0) Array.Clear(_slots);
        _chunk = -1;
        Count = 0;
        Bytes = 0;
    }

    /// <summary>The entities that follow are of this kind.</summary>
    public void StartKind(string kind)
    {
        (_kind, _kindSeed) = Known(kind);
        if (_kind.Length > byte.MaxValue) throw new ArgumentException("A kind's name has at most 255 bytes.", nameof(kind));
    }

    /// <summary>Room for a state of at least <paramref name="size"/> bytes; then <see cref="Commit"/>.</summary>
    public Span<byte> Begin(ReadOnlySpan<byte> key, int size)
    {
        var head = EntityRecord.HeaderSize + _kind.Length + key.Length;
        var room = Room(head + size);
        ref var entry = ref Add(key);
        entry.Chunk = _chunk;
        entry.Start = _used[_chunk];
        entry.Length = head;
        WriteHead(room, EntityRecord.Put, key);
        return room[head..];
    }

    /// <summary>Ends the entity begun last with <paramref name="written"/> bytes of state.</summary>
    public void Commit(int written)
    {
        ref var entry = ref _entries[Count - 1];
        entry.Length += written;
        Close(entry);
    }

    /// <summary>The entity is gone.</summary>
    public void Remove(ReadOnlySpan<byte> key)
    {
        var head = EntityRecord.HeaderSize + _kind.Length + key.Length;
        var room = Room(head);
        ref var entry = ref Add(key);
        entry.Chunk = _chunk;
        entry.Start = _used[_chunk];
        entry.Length = head;
        entry.Removed = true;
        WriteHead(room, EntityRecord.Removed, key);
        Close(entry);
    }

    /// <summary>The newest change of an entity; false when it did not change.</summary>
    public bool TryFind(string kind, ReadOnlySpan<byte> key, out bool removed, out ReadOnlySpan<byte> state)
    {
        removed = false;
        state = default;
        if (Count == 0) return false;
        var slot = Slot(EntityRecord.Identity(Known(kind).Seed, key));
        if (_slots[slot] == 0) return false;
        ref var entry = ref _entries[_slots[slot] - 1];
        var record = new EntityRecord(_chunks[entry.Chunk].AsSpan(entry.Start, entry.Length));
        if (!record.Key.SequenceEqual(key)) return false;
        removed = entry.Removed;
        state = record.State;
        return true;
    }

    private (byte[] Name, ulong Seed) Known(string kind)
    {
        if (_kinds.TryGetValue(kind, out var known)) return known;
        return _kinds[kind] = (Encoding.UTF8.GetBytes(kind), EntityRecord.KindSeed(kind, seed));
    }

    private Span<byte> Room(int size)
    {
        if (_chunk < 0 || _chunks[_chunk].Length - _used[_chunk] < size) NextChunk(size);
        return _chunks[_chunk].AsSpan(_used[_chunk]);
    }

    private void NextChunk(int size)
    {
        _chunk++;
        if (_chunk == _chunks.Count)
        {
            _chunks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(size, ChunkSize)));
            _used.Add(0);
        }
        else if (_chunks[_chunk].Length < size)
        {
            _chunks[_chunk] = GC.AllocateUninitializedArray<byte>(size);
        }
    }

    private void WriteHead(Span<byte> room, byte type, ReadOnlySpan<byte> key)
    {
        room[8] = type;
        room[9] = (byte)_kind.Length;
        BinaryPrimitives.WriteUInt16LittleEndian(room[10..], checked((ushort)key.Length));
        _kind.CopyTo(room[EntityRecord.HeaderSize..]);
        key.CopyTo(room[(EntityRecord.HeaderSize + _kind.Length)..]);
    }

    private void Close(in EntityChange entry)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_chunks[entry.Chunk].AsSpan(entry.Start + 4), entry.Length);
        _used[entry.Chunk] = entry.Start + entry.Length;
        Bytes += entry.Length;
    }

    private ref EntityChange Add(ReadOnlySpan<byte> key)
    {
        if (Count == _entries.Length) Array.Resize(ref _entries, Count * 2);
        if (Count * 2 >= _slots.Length) GrowSlots();
        var identity = EntityRecord.Identity(_kindSeed, key);
        ref var entry = ref _entries[Count++];
        entry = default;
        entry.Identity = identity;
        _slots[Slot(identity)] = Count;
        return ref entry;
    }

    private int Slot(UInt128 identity)
    {
        var mask = _slots.Length - 1;
        var slot = (int)(ulong)identity & mask;
        while (_slots[slot] != 0 && _entries[_slots[slot] - 1].Identity != identity) slot = (slot + 1) & mask;
        return slot;
    }

    private void GrowSlots()
    {
        _slots = new int[_slots.Length * 2];
        for (var i = 0; i < Count; i++) _slots[Slot(_entries[i].Identity)] = i + 1;
    }
}
