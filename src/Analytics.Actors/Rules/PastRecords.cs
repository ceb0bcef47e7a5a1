using Analytics.Actors.Duplicates;
using Analytics.Contracts.Log;

namespace Analytics.Actors.Rules;

/// <summary>Of the records of a log only those of one past, each once, as they were where they were read first.</summary>
/// <param name="past">Its name.</param>
internal sealed class PastRecords(ulong past) : IRecordFilter
{
    private long _highest = -1;

    /// <inheritdoc/>
    public int DropFrom(RecordBatch batch, List<long> dropped)
    {
        var records = batch.Records;
        var kept = 0;
        for (var i = 0; i < records.Length; i++)
        {
            if (!PastPosition.TryFind(batch.Bytes(records[i].Headers), out var position) || position.Past != past || position.Source.Offset <= _highest)
            {
                dropped.Add(records[i].Offset);
                continue;
            }

            _highest = position.Source.Offset;
            records[kept++] = records[i];
        }

        batch.Truncate(kept);
        return records.Length - kept;
    }

    /// <inheritdoc/>
    public void Restore(RecordBatch batch)
    {
        foreach (ref var record in batch.Records)
            if (PastPosition.TryFind(batch.Bytes(record.Headers), out var position)) record.ReceivedAt = position.Arrival;
    }
}
