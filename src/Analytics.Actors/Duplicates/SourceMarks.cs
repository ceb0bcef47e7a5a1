using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Analytics.Actors.Entities;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;

namespace Analytics.Actors.Duplicates;

/// <summary>
/// Drops records that a stage of ours wrote again: each carries the position that it was made from, and for each source partition the shard keeps the highest one it
/// has had. A stage writes one record a source position to a partition, in order, so what is not above the mark was here before.
/// </summary>
internal sealed class SourceMarks : IRecordFilter
{
    private readonly Dictionary<ulong, Mark> _marks = [];
    private readonly List<Mark> _changed = [];
    private readonly RecordSieve.Stays _isNew;

    public SourceMarks() => _isNew = IsNew;

    /// <summary>Takes the records away that were here before, and notes the offset of each; returns how many.</summary>
    public int DropFrom(RecordBatch batch, List<long> dropped) => RecordSieve.Keep(batch, dropped, _isNew);

    /// <summary>Goes back to the last cut.</summary>
    public void Revert()
    {
        foreach (var mark in _changed) mark.Offset = mark.AtCut;
        _changed.Clear();
    }

    /// <summary>Writes the marks that moved since the last cut.</summary>
    public void WriteChanges(IEntityWriter writer)
    {
        foreach (var mark in _changed)
        {
            BinaryPrimitives.WriteInt64LittleEndian(writer.Begin(mark.Source, sizeof(long)), mark.Offset);
            writer.Commit(sizeof(long));
            mark.AtCut = mark.Offset;
        }

        _changed.Clear();
    }

    /// <summary>Takes one stored mark.</summary>
    public void Restore(ReadOnlySpan<byte> source, ReadOnlySpan<byte> state)
    {
        var mark = Of(source);
        mark.Offset = mark.AtCut = BinaryPrimitives.ReadInt64LittleEndian(state);
    }

    private bool IsNew(in LogRecord record, RecordBatch batch) =>
        record.Headers.Length == 0 || !SourcePosition.TryFind(batch.Bytes(record.Headers), out var position) || Raise(position);

    private bool Raise(in SourcePosition position)
    {
        var mark = Of(position.Source);
        if (position.Offset <= mark.Offset) return false;
        if (mark.Offset == mark.AtCut) _changed.Add(mark);
        mark.Offset = position.Offset;
        return true;
    }

    // Topics and partitions of ours, a few hundred: not of strangers, who could choose names that collide.
    private Mark Of(ReadOnlySpan<byte> source)
    {
        for (var hash = KeyHash.Compute(source, 0); ; hash++)
        {
            ref var mark = ref CollectionsMarshal.GetValueRefOrAddDefault(_marks, hash, out var known);
            if (!known) mark = new Mark(source.ToArray());
            if (mark!.Source.AsSpan().SequenceEqual(source)) return mark;
        }
    }

    private sealed class Mark(byte[] source)
    {
        public byte[] Source => source;

        public long Offset { get; set; } = -1;

        public long AtCut { get; set; } = -1;
    }
}
