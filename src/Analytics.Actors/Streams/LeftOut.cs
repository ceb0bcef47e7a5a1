using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;

namespace Analytics.Actors.Streams;

/// <summary>Takes records that were left out of a delivery out of the batches of its range, which come in order.</summary>
/// <param name="ranges">Offsets that were left out, ascending.</param>
internal sealed class LeftOut(IReadOnlyList<OffsetRange> ranges)
{
    private int _next;

    public void RemoveFrom(RecordBatch batch)
    {
        var records = batch.Records;
        var kept = 0;
        for (var i = 0; i < records.Length; i++)
        {
            while (_next < ranges.Count && ranges[_next].To <= records[i].Offset) _next++;
            if (_next < ranges.Count && ranges[_next].Contains(records[i].Offset)) continue;
            if (kept != i) records[kept] = records[i];
            kept++;
        }

        batch.Truncate(kept);
    }
}
