namespace Analytics.Pbm.Api;

/// <summary>Where a dead letter came from.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition; null when it was refused at the door.</param>
/// <param name="Offset">Offset; null when it was refused at the door.</param>
public sealed record SourcePosition(string Topic, int? Partition, long? Offset);
