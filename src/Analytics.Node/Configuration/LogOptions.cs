namespace Analytics.Node.Configuration;

/// <summary>Section <c>log</c>: the segment log.</summary>
public sealed record LogOptions
{
    /// <summary>Partitions, and so shards, of each lane; fixed when the data folder is made. Default 4.</summary>
    [Bounds("1", "1024")]
    public int Partitions { get; init; } = 4;

    /// <summary>Size at which a segment file ends. Default 256 MiB.</summary>
    [Bounds("64KiB", "2GiB")]
    public ByteSize SegmentSize { get; init; } = ByteSize.MiB(256);

    /// <summary>Age at which a segment file may go. Default 7 days.</summary>
    [Bounds("1m", "36500d")]
    public TimeSpan RetentionAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Bytes that a partition may keep. Default 16 GiB.</summary>
    [Bounds("1MiB", "1024TiB")]
    public ByteSize RetentionSize { get; init; } = ByteSize.GiB(16);

    /// <summary>Age at which dead letters may go. Default 90 days.</summary>
    [Bounds("1m", "36500d")]
    public TimeSpan DeadLetterRetentionAge { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long an event's id is remembered. Default 24 hours.</summary>
    [Bounds("0s", "365d")]
    public TimeSpan DuplicateHorizon { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Most ids remembered by a partition. Default 10,000,000.</summary>
    [Bounds("0", "1000000000")]
    public int DuplicateMaxIds { get; init; } = 10_000_000;

    /// <summary>Least time between two flushes of the same writer; an append that comes after a pause does not wait. Default 1 ms.</summary>
    [Bounds("0s", "1s")]
    public TimeSpan FlushDelay { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Free space on the disk below which nothing is taken any more. Default 64 MiB.</summary>
    [Bounds("0B", "1TiB")]
    public ByteSize MinFreeSpace { get; init; } = ByteSize.MiB(64);
}
