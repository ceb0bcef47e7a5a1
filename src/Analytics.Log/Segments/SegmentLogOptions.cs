using Analytics.Contracts.Log;

namespace Analytics.Log.Segments;

/// <summary>Settings of the segment log.</summary>
public sealed record SegmentLogOptions
{
    /// <summary>Folder of the log; created when missing. One process at a time.</summary>
    public required string Directory { get; init; }

    /// <summary>Topics that must exist; missing ones are created. The number of partitions of a topic never changes.</summary>
    public required IReadOnlyList<TopicDescription> Topics { get; init; }

    /// <summary>A segment is closed and the next one begun at this size. Default 256 MiB.</summary>
    public long SegmentBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>
    /// Least time between the beginnings of two commits of one committer: more appends share a flush, at the price of as much latency. An append that comes
    /// after a pause does not wait. Default 1 ms; zero flushes as often as the disk can.
    /// </summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Bytes written ahead of the end of the newest segment, so that a flush needs no commit of the file system's journal. Default 4 MiB; 0 writes nothing ahead.</summary>
    public int RoomAhead { get; init; } = 4 * 1024 * 1024;

    /// <summary>Threads that write and flush; partitions are dealt out to them. They wait for the disk most of the time. Default 4.</summary>
    public int Committers { get; init; } = 4;

    /// <summary>A commit of one partition takes no further append above this size. Default 8 MiB.</summary>
    public int MaxCommitBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>A single append above this size is refused as an argument error. Default 64 MiB.</summary>
    public int MaxAppendBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Appends waiting for one partition above this size are refused as unavailable. Default 64 MiB.</summary>
    public long MaxQueuedBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Segments whose last commit is older go. Default 7 days; null keeps them.</summary>
    public TimeSpan? RetentionAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Topics whose segments go at another age than <see cref="RetentionAge"/>. Default none.</summary>
    public IReadOnlyDictionary<string, TimeSpan> RetentionAgeOf { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>Oldest segments of a partition go while it is larger. Default null: no bound.</summary>
    public long? RetentionBytes { get; init; }

    /// <summary>How often retention is applied, beginning this long after opening. Default one minute.</summary>
    public TimeSpan RetentionInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the id of a record is remembered at least. Default 24 hours.</summary>
    public TimeSpan DuplicateHorizon { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Ids remembered by all partitions together (about 28 bytes each); above it the oldest go early. Default 16 million.</summary>
    public long MaxDuplicateIds { get; init; } = 16_000_000;

    /// <summary>Appends are refused while the volume has less room than this, so that other files on it can still be finished. Default 512 MiB.</summary>
    public long MinimumFreeBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>After a refusal for want of space, time until the disk is tried again. Default 250 ms.</summary>
    public TimeSpan HealInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The file system. Default the local one.</summary>
    public ISegmentFiles Files { get; init; } = LocalFiles.Instance;

    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    internal void Validate()
    {
        Require(Directory.Length > 0, nameof(Directory), "must not be empty");
        Require(SegmentBytes > 0, nameof(SegmentBytes), "must be positive");
        Require(RoomAhead is >= 0 and <= 256 * 1024 * 1024, nameof(RoomAhead), "must be 0 to 256 MiB");
        Require(Committers is > 0 and <= 64, nameof(Committers), "must be 1 to 64");
        Require(FlushInterval >= TimeSpan.Zero && FlushInterval <= TimeSpan.FromSeconds(1), nameof(FlushInterval), "must be 0 to 1 s");
        Require(MaxAppendBytes is > 0 and <= FrameHeader.MaxPayload, nameof(MaxAppendBytes), "must be 1 byte to 256 MiB");
        Require(MaxCommitBytes is > 0 and <= FrameHeader.MaxPayload, nameof(MaxCommitBytes), "must be 1 byte to 256 MiB");
        Require(RetentionInterval > TimeSpan.Zero, nameof(RetentionInterval), "must be positive");
        Require(DuplicateHorizon >= TimeSpan.Zero, nameof(DuplicateHorizon), "must not be negative");
        Require(MaxDuplicateIds > 0, nameof(MaxDuplicateIds), "must be positive");
    }

    private static void Require(bool holds, string name, string rule)
    {
        if (!holds) throw new ArgumentException($"{name} {rule}.", name);
    }
}
