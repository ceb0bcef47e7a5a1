namespace Analytics.Sinks.ClickHouse.History;

/// <summary>What a selection has of one partition of the log.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Rows">Number of events.</param>
/// <param name="First">Offset of the first.</param>
/// <param name="End">Offset after the last.</param>
public sealed record HistoryRange(string Topic, int Partition, long Rows, long First, long End)
{
    /// <summary>Offset of the first that is from before coordinates were kept; null without any.</summary>
    public long? FirstWithoutPlace { get; init; }
}
