using Analytics.Contracts.Events;
using Analytics.Contracts.Log;

namespace Analytics.Node.Backtests.Past;

/// <summary>Past events of one partition, and what was looked at to find them. Reused.</summary>
internal sealed class PastBatch
{
    /// <summary>Where records of the log are read to.</summary>
    public RecordBatch Records { get; } = new();

    /// <summary>The events, in the order of the partition.</summary>
    public EventBatch Events { get; } = new();

    /// <summary>Events and records that were looked at, those included that are of no use.</summary>
    public long Looked { get; set; }

    /// <summary>Whether the events come from the log.</summary>
    public bool IsFromLog { get; set; }
}
