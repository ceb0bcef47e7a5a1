namespace Analytics.Log.Segments;

/// <summary>What the partitions of one log share.</summary>
internal sealed record SegmentLogScope(
    SegmentLogOptions Options,
    TimeProvider Time,
    DuplicateBudget Budget,
    FreeSpace Space,
    SegmentSealer Sealer,
    LogTelemetry Telemetry);
