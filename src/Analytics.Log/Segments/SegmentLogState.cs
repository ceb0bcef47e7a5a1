namespace Analytics.Log.Segments;

/// <summary>Whether the log takes appends.</summary>
/// <param name="IsUp">False while appends are refused: the disk is full, or a writer stopped.</param>
/// <param name="Since">Since when, as far as somebody looked.</param>
/// <param name="Error">Why they are refused; empty when they are taken.</param>
public sealed record SegmentLogState(bool IsUp, DateTimeOffset Since, string Error);
