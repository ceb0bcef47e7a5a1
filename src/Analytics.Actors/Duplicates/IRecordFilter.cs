using Analytics.Contracts.Log;

namespace Analytics.Actors.Duplicates;

/// <summary>Takes records away before they are decoded. One thread; sees the records of a partition in their order, each once.</summary>
internal interface IRecordFilter
{
    /// <summary>Takes records away, and notes the offset of each; returns how many.</summary>
    int DropFrom(RecordBatch batch, List<long> dropped);

    /// <summary>Makes records that were not taken away what they were where they were read first; by default they are.</summary>
    void Restore(RecordBatch batch)
    {
    }
}
