namespace Analytics.Node.Backtests;

/// <summary>Where an event is in the log.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset.</param>
internal sealed record EventPosition(string Topic, int Partition, long Offset);
