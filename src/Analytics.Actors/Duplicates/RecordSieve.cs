using Analytics.Contracts.Log;

namespace Analytics.Actors.Duplicates;

/// <summary>Takes records out of a batch; those that stay keep their order.</summary>
internal static class RecordSieve
{
    /// <summary>Whether a record stays. Asked of each one once, in their order.</summary>
    internal delegate bool Stays(in LogRecord record, RecordBatch batch);

    /// <summary>Keeps the records that stay, notes the offsets of the others and returns their number.</summary>
    public static int Keep(RecordBatch batch, List<long> dropped, Stays stays)
    {
        var records = batch.Records;
        var kept = 0;
        for (var i = 0; i < records.Length; i++)
        {
            if (!stays(records[i], batch)) dropped.Add(records[i].Offset);
            else if (kept++ != i) records[kept - 1] = records[i];
        }

        batch.Truncate(kept);
        return records.Length - kept;
    }
}
