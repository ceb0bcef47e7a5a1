namespace Analytics.Actors.Checkpoints;

/// <summary>Limits of checkpoints in files.</summary>
public sealed record FileCheckpointOptions
{
    /// <summary>Checkpoints of a shard that stay loadable. Default 3.</summary>
    public int Generations { get; init; } = 3;

    /// <summary>Bytes after which a new state file is begun. Default 64 MiB.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of state below which nothing is compacted. Default 16 MiB.</summary>
    public long CompactionMinBytes { get; init; } = 16L << 20;

    /// <summary>Entities whose new place is taken over at each checkpoint after a compaction, so that no pause is long. Default 50,000.</summary>
    public int RelocationsAtOnce { get; init; } = 50_000;

    /// <summary>
    /// Called when a write reaches a named point: <c>outbox-written</c>, <c>state-written</c>, <c>state-synced</c>, <c>renaming</c>, <c>renamed</c>,
    /// <c>durable</c>, <c>cleaned</c>. Crash tests end the process, or throw, there. Default nothing.
    /// </summary>
    public Action<string>? Reached { get; init; }

    /// <summary>For a copy that looks at an earlier state: checkpoints that cover input behind this offset are passed over, and their cuts forgotten. Default none.</summary>
    internal long CoversAtMost { get; init; } = long.MaxValue;

    /// <summary>For copies that nobody needs after a crash, and for tests of logic: nothing waits for the disk.</summary>
    internal bool WithoutSync { get; init; }
}
