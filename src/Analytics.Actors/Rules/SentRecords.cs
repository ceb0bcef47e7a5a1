using Analytics.Actors.Duplicates;
using Analytics.Contracts.Log;

namespace Analytics.Actors.Rules;

/// <summary>Of the records of a log those that were sent as they came, each once, and only since their sender sends all that certain rules look at: what it sent before others wanted it is a part of what they need.</summary>
internal sealed class SentRecords : IRecordFilter
{
    private readonly SourceMarks _marks = new();
    private readonly (byte[] Source, long Since)[] _since;

    public SentRecords(IReadOnlyList<SentPast> sent) => _since = [.. sent.Select(one => (SourcePosition.SourceOf(one.Sender), one.Sent.Since))];

    /// <inheritdoc/>
    public int DropFrom(RecordBatch batch, List<long> dropped)
    {
        var before = batch.Count;
        RecordSieve.Keep(batch, dropped, IsNoPast);
        _marks.DropFrom(batch, dropped);
        RecordSieve.Keep(batch, dropped, IsSince);
        return before - batch.Count;
    }

    private static bool IsNoPast(in LogRecord record, RecordBatch batch) => !PastPosition.TryFind(batch.Bytes(record.Headers), out _);

    private bool IsSince(in LogRecord record, RecordBatch batch)
    {
        if (!SourcePosition.TryFind(batch.Bytes(record.Headers), out var position)) return false;
        foreach (var (source, since) in _since)
            if (position.Source.SequenceEqual(source)) return position.Offset >= since;
        return false;
    }
}
