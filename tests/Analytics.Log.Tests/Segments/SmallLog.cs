using Analytics.Contracts.Log;
using Analytics.Log.Segments;

namespace Analytics.Log.Tests.Segments;

/// <summary>Opens logs on a faulty disk with one topic of one partition and small segments.</summary>
internal static class SmallLog
{
    public const string Topic = "t";
    public const string Folder = "/log";
    public const string PartitionFolder = "/log/t-0";

    public static SegmentLogOptions Options(ISegmentFiles disk) => new()
    {
        Directory = Folder,
        Topics = [new TopicDescription(Topic, 1)],
        Files = disk,
        FlushInterval = TimeSpan.Zero,
        Committers = 1,
        MinimumFreeBytes = 0,
        RoomAhead = 48,
    };

    public static SegmentLog Open(ISegmentFiles disk, TimeProvider? time = null, Func<SegmentLogOptions, SegmentLogOptions>? change = null) =>
        SegmentLog.Open((change ?? (options => options))(Options(disk)), time ?? new ManualTime());

    public static ILogPartition Only(this SegmentLog log) => log.Partition(Topic, 0);

    /// <summary>A disk with a log of three segments, two of them full, two commits each, ids 1 to 12, closed.</summary>
    public static async Task<FaultyDisk> ThreeSegmentsAsync(TimeProvider time)
    {
        var disk = new FaultyDisk();
        var log = Open(disk, time, options => options with { SegmentBytes = 200 });
        for (var id = 1; id <= 12; id += 2) await log.Only().AppendIdsAsync(id, id + 1);
        await log.DisposeAsync();
        return disk;
    }
}
