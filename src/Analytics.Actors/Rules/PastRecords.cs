using Analytics.Actors.Duplicates;
using Analytics.Contracts.Log;

namespace Analytics.Actors.Rules;

/// <summary>Of the records of a log only those of one past, each once, as they were where they were read first.</summary>
/// <param name="past">Its name.</param>
internal sealed class PastRecords(ulong past) : IRecordFilter
{
    private long _highest = -1;

    /// <inheritdoc/>
    public int DropFrom(RecordBatch batch, List<long> dropped) => RecordSieve.Keep(batch, dropped, IsNext);

    /// <inheritdoc/>
    public void Restore(RecordBatch batch)
    {
        foreach (ref var record in batch.Records)
            if (PastPosition.TryFind(batch.Bytes(record.Headers), out var position)) record.ReceivedAt = position.Arrival;
    }

    private bool IsNext(in LogRecord record, RecordBatch batch)
    {
        if (!PastPosition.TryFind(batch.Bytes(record.Headers), out var position) || position.Past != past || position.Source.Offset <= _highest) return false;
        _highest = position.Source.Offset;
        return true;
    }
}
