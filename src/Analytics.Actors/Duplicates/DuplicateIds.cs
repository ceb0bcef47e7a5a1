using System.Buffers.Binary;
using Analytics.Actors.Entities;
using Analytics.Contracts.Events;

namespace Analytics.Actors.Duplicates;

/// <summary>
/// Drops events whose id the shard has seen within the horizon. Ids are scoped to tenant and entity key. A checkpoint holds the ids added since the one before, in
/// chunks: the last one of a generation is written again until it is full, so that there are few of them however slow the events come.
/// </summary>
internal sealed class DuplicateIds(TimeSpan horizon, int mostIds)
{
    private const int ChunkIds = 1024;
    private const int ChunkHead = 16;
    private const int KeySize = 12;
    private const int PrefetchDistance = 12;
    private const long SweepEvery = 30_000;
    private readonly IdTable _table = new();
    private readonly IdGenerations _generations = new(horizon, mostIds);
    private readonly List<(IdSlot Id, long Generation)> _new = [];
    private readonly Dictionary<long, IdGeneration> _restored = [];
    private List<IdSlot> _tail = [];
    private (long Generation, int Chunk) _tailAt = (-1, 0);
    private long _sweptAt;

    /// <summary>Newest arrival so far, microseconds since 1970.</summary>
    public long Now => _generations.Now;

    /// <summary>Ids remembered.</summary>
    public long Count => _generations.Total;

    /// <summary>Takes the events away that were here before, and notes the offset of each; returns how many.</summary>
    public int DropFrom(EventBatch batch, List<long> dropped)
    {
        var rows = batch.Rows;
        var kept = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (i + PrefetchDistance < rows.Length) _table.Prefetch(IdSlot.Of(Scoped(rows[i + PrefetchDistance])));
            ref var row = ref rows[i];
            if (row.ReceivedAt > _generations.Now && _generations.Advance(row.ReceivedAt)) Publish();
            if (row.Id != default && !TryAdd(Scoped(row)))
            {
                dropped.Add(row.Offset);
                continue;
            }

            if (kept != i) rows[kept] = row;
            kept++;
        }

        batch.Truncate(kept);
        return rows.Length - kept;
    }

    /// <summary>Goes back to the last cut.</summary>
    public void Revert()
    {
        foreach (var (id, generation) in _new) _table.Bury(id.In((ushort)generation));
        _new.Clear();
        _generations.Revert();
        Publish();
    }

    /// <summary>Writes what was added and what went since the last cut.</summary>
    public void WriteChanges(IEntityWriter writer)
    {
        Span<byte> key = stackalloc byte[KeySize];
        foreach (var gone in _generations.GoneSinceCut())
            for (var chunk = 0; chunk * ChunkIds < gone.Count; chunk++) writer.Remove(Key(key, gone.Serial, chunk));
        for (var at = 0; at < _new.Count;) at = WriteGeneration(writer, at);
        _new.Clear();
        _generations.Cut();
        Settle();
    }

    /// <summary>Takes one stored chunk, in any order.</summary>
    public void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> state)
    {
        var (serial, chunk) = (BinaryPrimitives.ReadInt64BigEndian(key), BinaryPrimitives.ReadInt32BigEndian(key[8..]));
        var (startedAt, lastAt) = (BinaryPrimitives.ReadInt64LittleEndian(state), BinaryPrimitives.ReadInt64LittleEndian(state[8..]));
        if (_restored.Count == 0)
        {
            // Until all are here nobody knows which count.
            _table.Live(serial - short.MaxValue, serial + short.MaxValue);
            _table.Keep(serial - short.MaxValue);
        }

        var ids = new List<IdSlot>(ChunkIds);
        for (var rest = state[ChunkHead..]; !rest.IsEmpty; rest = rest[IdSlot.IdSize..])
            ids.Add(IdSlot.Of(BinaryPrimitives.ReadUInt64LittleEndian(rest), ReadLow(rest[8..])));

        for (var i = 0; i < ids.Count; i++)
        {
            if (i + PrefetchDistance < ids.Count) _table.Prefetch(ids[i + PrefetchDistance]);
            _table.Add(ids[i].In((ushort)serial));
        }

        var known = _restored.GetValueOrDefault(serial, new IdGeneration(serial, startedAt, lastAt, 0));
        _restored[serial] = known with { LastAt = Math.Max(known.LastAt, lastAt), Count = known.Count + ids.Count };
        if ((serial, chunk).CompareTo(_tailAt) >= 0) (_tail, _tailAt) = (ids, (serial, chunk));
    }

    /// <summary>All chunks were restored.</summary>
    public void Restored(long now)
    {
        _generations.Restore(_restored.Values, now);
        _restored.Clear();
        _sweptAt = _generations.Next;
        Publish();
        Settle();
    }

    // Tenant and id are in the one, tenant and entity key in the other; both are seeded hashes.
    private static UInt128 Scoped(in EventRow row) => row.Id ^ new UInt128(row.KeyHash, ulong.RotateLeft(row.KeyHash, 32));

    private static ReadOnlySpan<byte> Key(Span<byte> key, long serial, int chunk)
    {
        BinaryPrimitives.WriteInt64BigEndian(key, serial);
        BinaryPrimitives.WriteInt32BigEndian(key[8..], chunk);
        return key;
    }

    private static ulong ReadLow(ReadOnlySpan<byte> bytes) =>
        ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes) << 16) | ((ulong)BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) << 48);

    private bool TryAdd(UInt128 id)
    {
        var generation = _generations.Current;
        var slot = IdSlot.Of(id);
        if (!_table.TryAdd(slot.In((ushort)generation))) return false;
        _new.Add((slot, generation));
        if (_generations.Added()) Publish();
        return true;
    }

    // The generation that begins next counts already: its first id is added before it begins.
    private void Publish() => _table.Live(_generations.Oldest, _generations.Next);

    private void Settle()
    {
        _table.Keep(_generations.Oldest);
        if (_generations.Next - _sweptAt < SweepEvery) return;

        // Tags repeat after 65,536 generations: until then every id of the old ones must be gone.
        _sweptAt = _generations.Next;
        _table.Sweep();
    }

    private int WriteGeneration(IEntityWriter writer, int from)
    {
        var serial = _new[from].Generation;
        var to = from;
        while (to < _new.Count && _new[to].Generation == serial) to++;
        if (_generations.Find(serial) is not { } generation) return to;
        if (_tailAt.Generation != serial)
        {
            _tail.Clear();
            _tailAt = (serial, 0);
        }

        while (from < to)
        {
            if (_tail.Count == ChunkIds)
            {
                _tail.Clear();
                _tailAt.Chunk++;
            }

            for (; from < to && _tail.Count < ChunkIds; from++) _tail.Add(_new[from].Id);
            WriteTail(writer, generation);
        }

        return to;
    }

    private void WriteTail(IEntityWriter writer, IdGeneration generation)
    {
        Span<byte> key = stackalloc byte[KeySize];
        var size = ChunkHead + (_tail.Count * IdSlot.IdSize);
        var state = writer.Begin(Key(key, generation.Serial, _tailAt.Chunk), size);
        BinaryPrimitives.WriteInt64LittleEndian(state, generation.StartedAt);
        BinaryPrimitives.WriteInt64LittleEndian(state[8..], generation.LastAt);
        state = state[ChunkHead..];
        foreach (var id in _tail)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(state, id.High);
            BinaryPrimitives.WriteUInt32LittleEndian(state[8..], (uint)(id.Low >> 16));
            BinaryPrimitives.WriteUInt16LittleEndian(state[12..], (ushort)(id.Low >> 48));
            state = state[IdSlot.IdSize..];
        }

        writer.Commit(size);
    }
}
