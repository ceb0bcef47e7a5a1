using System.Buffers.Binary;
using System.Text;
using Analytics.Actors.Duplicates;
using Analytics.Contracts.Log;

namespace Analytics.Actors.Rules;

/// <summary>Of the records of a log those that were sent as they came, each once, and only since their sender sends all that certain rules look at: what it sent before others wanted it is a part of what they need.</summary>
internal sealed class SentRecords : IRecordFilter
{
    private readonly SourceMarks _marks = new();
    private readonly (byte[] Source, long Since)[] _since;

    public SentRecords(IReadOnlyList<SentPast> sent) => _since = [.. sent.Select(one => (Source(one), one.Sent.Since))];

    /// <inheritdoc/>
    public int DropFrom(RecordBatch batch, List<long> dropped)
    {
        var before = batch.Count;
        Keep(batch, dropped, headers => !PastPosition.TryFind(headers, out _));
        _marks.DropFrom(batch, dropped);
        Keep(batch, dropped, IsSince);
        return before - batch.Count;
    }

    private static byte[] Source(SentPast sent)
    {
        var source = new byte[sizeof(int) + Encoding.UTF8.GetByteCount(sent.Sender.Topic)];
        BinaryPrimitives.WriteInt32LittleEndian(source, sent.Sender.Partition);
        Encoding.UTF8.GetBytes(sent.Sender.Topic, source.AsSpan(sizeof(int)));
        return source;
    }

    private static void Keep(RecordBatch batch, List<long> dropped, Predicate wanted)
    {
        var records = batch.Records;
        var kept = 0;
        for (var i = 0; i < records.Length; i++)
        {
            if (!wanted(batch.Bytes(records[i].Headers)))
            {
                dropped.Add(records[i].Offset);
                continue;
            }

            if (kept != i) records[kept] = records[i];
            kept++;
        }

        batch.Truncate(kept);
    }

    private bool IsSince(ReadOnlySpan<byte> headers)
    {
        if (!SourcePosition.TryFind(headers, out var position)) return false;
        foreach (var (source, since) in _since)
            if (position.Source.SequenceEqual(source)) return position.Offset >= since;
        return false;
    }

    private delegate bool Predicate(ReadOnlySpan<byte> headers);
}
