using Analytics.Contracts.Log;

namespace Analytics.Log.Tests.Segments;

/// <summary>Every byte of every file of a small log is changed, and every file is cut at every length: nothing wrong is ever read, and nothing is lost unsaid.</summary>
public sealed class EveryByteTests
{
    private static readonly List<string> All = [.. Enumerable.Range(1, 12).Select(id => $"{id}")];
    private readonly ManualTime _time = new();

    [Fact]
    public async Task The_small_log_has_every_kind_of_file_and_several_commits_in_its_last_segment()
    {
        var disk = await SmallLog.ThreeSegmentsAsync(_time);
        var names = disk.Contents().Keys.Select(path => Path.GetFileName(path)).Order().ToList();
        Assert.Equal(3, names.Count(name => name.EndsWith(".log", StringComparison.Ordinal)));
        Assert.Equal(2, names.Count(name => name.EndsWith(".index", StringComparison.Ordinal)));
        Assert.Equal(2, names.Count(name => name.EndsWith(".ids", StringComparison.Ordinal)));
        Assert.Contains("topics", names);
        Assert.Contains("durable", names);
        Assert.Null(await DamageAsync(disk));
    }

    [Fact]
    public async Task A_changed_byte_of_a_segment_is_noticed_and_the_file_is_named()
    {
        var disk = await SmallLog.ThreeSegmentsAsync(_time);
        foreach (var (path, bytes) in disk.Contents().Where(file => IsLog(file.Key)))
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                var damage = await DamageAsync(disk.With(path, Flipped(i)));
                Assert.True(damage is not null, $"byte {i} of {path} was changed and nothing noticed");
                Assert.Contains(path, damage.Message, StringComparison.Ordinal);
                Assert.Contains("at byte", damage.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_segment_that_was_cut_is_noticed_at_every_length()
    {
        var disk = await SmallLog.ThreeSegmentsAsync(_time);
        foreach (var (path, bytes) in disk.Contents().Where(file => IsLog(file.Key)))
        {
            for (var length = 0; length < bytes.Length; length++)
            {
                var damage = await DamageAsync(disk.With(path, all => all[..length]));
                Assert.True(damage is not null, $"{path} was cut to {length} bytes and nothing noticed");
                Assert.Contains(path, damage.Message, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>A missing first segment looks like retention's work: a consumer that still needs it is told when it begins.</summary>
    [Fact]
    public async Task A_missing_segment_is_noticed()
    {
        var disk = await SmallLog.ThreeSegmentsAsync(_time);
        var paths = disk.Contents().Keys.Where(IsLog).Order().ToList();
        Assert.NotNull(await DamageAsync(disk.With(paths[1], _ => null)));
        Assert.NotNull(await DamageAsync(disk.With(paths[2], _ => null)));
        await using var log = SmallLog.Open(disk.With(paths[0], _ => null), _time);
        Assert.Equal(4, log.Only().StartOffset);
        using var reader = log.Only().OpenReader(4);
        reader.Seek(0);
        var truncated = Assert.Throws<LogTruncatedException>(() => reader.Read(new RecordBatch(), 10, 1000));
        Assert.Equal((0L, 4L), (truncated.Position, truncated.StartOffset));
    }

    [Fact]
    public async Task A_changed_byte_of_any_other_file_changes_no_answer()
    {
        var disk = await SmallLog.ThreeSegmentsAsync(_time);
        foreach (var (path, bytes) in disk.Contents().Where(file => !IsLog(file.Key)))
            for (var i = 0; i < bytes.Length; i++) await AssertRepairedAsync(disk, path, Flipped(i));
    }

    [Fact]
    public async Task Any_other_file_that_was_cut_or_is_missing_changes_no_answer()
    {
        var disk = await SmallLog.ThreeSegmentsAsync(_time);
        foreach (var (path, bytes) in disk.Contents().Where(file => !IsLog(file.Key)))
        {
            for (var length = 0; length < bytes.Length; length++) await AssertRepairedAsync(disk, path, all => all[..length]);
            await AssertRepairedAsync(disk, path, _ => null);
        }
    }

    /// <summary>Without the mark of what was flushed, a bad last commit cannot be told from one that was never acknowledged; any other can.</summary>
    [Fact]
    public async Task Without_the_mark_a_changed_byte_of_the_last_segment_costs_the_last_commit_at_most()
    {
        var disk = (await SmallLog.ThreeSegmentsAsync(_time)).With("/log/t-0/durable", _ => null);
        var (path, bytes) = disk.Contents().Where(file => IsLog(file.Key)).MaxBy(file => file.Key);
        for (var i = 0; i < bytes.Length; i++)
        {
            await using var log = OpenOrNull(disk.With(path, Flipped(i)));
            if (i < bytes.Length / 2) Assert.Null(log);
            else Assert.Equal(All.Take(10), log!.Only().ReadValues());
        }
    }

    [Fact]
    public async Task Without_the_mark_a_cut_of_the_last_segment_costs_the_commits_that_were_cut()
    {
        var disk = (await SmallLog.ThreeSegmentsAsync(_time)).With("/log/t-0/durable", _ => null);
        var (path, bytes) = disk.Contents().Where(file => IsLog(file.Key)).MaxBy(file => file.Key);
        for (var length = 0; length < bytes.Length; length++)
        {
            await using var log = OpenOrNull(disk.With(path, all => all[..length]));
            Assert.Equal(All.Take(length < bytes.Length / 2 ? 8 : 10), log!.Only().ReadValues());
            Assert.Equal(length == 0 || length == bytes.Length / 2 ? 0 : 1, log!.RecoveryNotes.Count);
            Assert.Equal(log!.Only().EndOffset, (await log!.Only().AppendIdsAsync(12))[0]);
        }
    }

    [Fact]
    public async Task Bytes_behind_the_last_commit_are_cut_off_and_nothing_else()
    {
        var disk = await SmallLog.ThreeSegmentsAsync(_time);
        var path = disk.Contents().Keys.Where(IsLog).Max()!;
        var whole = disk.Contents()[path];
        foreach (var tail in (byte[][])[[0], new byte[5000], whole[..(whole.Length / 2 - 1)], "ALF1ALF1ALF1"u8.ToArray()])
        {
            var torn = disk.With(path, all => [.. all, .. tail]);
            await using var log = OpenOrNull(torn);
            Assert.Equal(All, log!.Only().ReadValues());
            Assert.Equal(whole, torn.Contents()[path]);
        }
    }

    [Fact]
    public async Task A_file_in_the_folder_of_another_partition_is_noticed()
    {
        var disk = new FaultyDisk();
        await using (var log = SmallLog.Open(disk, _time, options => options with { Topics = [new TopicDescription("t", 2)] }))
        {
            await log.Partition("t", 0).AppendIdsAsync(1);
            await log.Partition("t", 1).AppendIdsAsync(2);
        }

        var other = disk.Contents()["/log/t-1/00000000000000000000.log"];
        var mixed = disk.With("/log/t-0/00000000000000000000.log", _ => other);
        Assert.Throws<LogDamagedException>(() => SmallLog.Open(mixed, _time, options => options with { Topics = [new TopicDescription("t", 2)] }));
    }

    private static bool IsLog(string path) => path.EndsWith(".log", StringComparison.Ordinal);

    private static Func<byte[], byte[]> Flipped(int at) => bytes =>
    {
        bytes[at] ^= (byte)(at % 2 == 0 ? 0xFF : 1 << (at / 2 % 8));
        return bytes;
    };

    private Analytics.Log.Segments.SegmentLog? OpenOrNull(FaultyDisk disk)
    {
        try
        {
            return SmallLog.Open(disk, _time);
        }
        catch (LogDamagedException)
        {
            return null;
        }
    }

    /// <summary>What opening or reading complains about; null when every record was read as it was written.</summary>
    private async Task<LogDamagedException?> DamageAsync(FaultyDisk disk)
    {
        try
        {
            await using var log = SmallLog.Open(disk, _time);
            Assert.Equal(All, log.Only().ReadValues());
            return null;
        }
        catch (LogDamagedException damage)
        {
            return damage;
        }
    }

    private async Task AssertRepairedAsync(FaultyDisk disk, string path, Func<byte[], byte[]?> change)
    {
        var changed = disk.With(path, change);
        await using (var log = SmallLog.Open(changed, _time))
        {
            Assert.Equal(All, log.Only().ReadValues());
            Assert.All(await log.Only().AppendIdsAsync([.. Enumerable.Range(1, 12)]), offset => Assert.Equal(-1, offset));
        }

        Assert.Equal(disk.Contents()[path], changed.Contents()[path]);
    }
}
