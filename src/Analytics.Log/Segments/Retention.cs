namespace Analytics.Log.Segments;

/// <summary>Deletes whole segments that are too old or too many, oldest first, never one that a consumer still needs.</summary>
internal sealed class Retention(SegmentLogOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>Returns the number of segments deleted.</summary>
    public int Apply(IReadOnlyList<SegmentPartition> partitions)
    {
        lock (_gate) return partitions.Sum(Apply);
    }

    private int Apply(SegmentPartition partition)
    {
        var deleted = 0;
        while (partition.Segments is [var first, _, ..] && MayGo(partition, first) && partition.TryRemoveFirst(first))
        {
            Delete(partition, first);
            deleted++;
        }

        DeleteExpiredIds(partition);
        return deleted;
    }

    private bool MayGo(SegmentPartition partition, Segment first)
    {
        if (first.EndOffset > partition.RetentionFloor) return false;
        var tooLarge = options.RetentionBytes is { } bytes && partition.SizeInBytes > bytes;
        var tooOld = AgeOf(partition.Topic) is { } age && first.LastCommittedAt < LogClock.NowMicros(time) - LogClock.Micros(age);
        return tooLarge || tooOld;
    }

    private TimeSpan? AgeOf(string topic) => options.RetentionAgeOf.TryGetValue(topic, out var own) ? own : options.RetentionAge;

    /// <summary>Each deletion is made safe before the next: a loss of power must not bring an older segment back without the newer one.</summary>
    private void Delete(SegmentPartition partition, Segment segment)
    {
        options.Files.Delete(segment.LogPath);
        options.Files.FlushDirectory(partition.Directory);
        if (options.Files.Exists(segment.IndexPath)) options.Files.Delete(segment.IndexPath);
        partition.OrphanedIds.Add((segment.IdsPath, segment.LastCommittedAt));
    }

    /// <summary>The ids of a deleted segment stay until the horizon has passed, so that duplicates are noticed after a restart too.</summary>
    private void DeleteExpiredIds(SegmentPartition partition)
    {
        var oldest = LogClock.NowMicros(time) - LogClock.Micros(options.DuplicateHorizon);
        foreach (var (path, lastCommittedAt) in partition.OrphanedIds)
            if (lastCommittedAt < oldest && options.Files.Exists(path)) options.Files.Delete(path);
        partition.OrphanedIds.RemoveAll(orphan => orphan.LastCommittedAt < oldest);
    }
}
