using Analytics.Contracts.Log;
using Analytics.Log.Segments;
using Analytics.Testing;

namespace Analytics.Log.Tests.Segments;

/// <summary>A file system of two megabytes that really fills up.</summary>
public sealed class FullDiskTests
{
    [FactWhereMountIsPermitted]
    public async Task A_disk_that_fills_up_refuses_appends_and_takes_them_again_when_there_is_room()
    {
        using var folder = new TemporaryFolder();
        using var disk = SmallDisk.Mount(folder.Path, 2 * 1024 * 1024);
        await FillAndHealAsync(folder.Path);
    }

    private static async Task FillAndHealAsync(string path)
    {
        var ballast = Path.Combine(path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[1024 * 1024]);
        var options = new SegmentLogOptions
        {
            Directory = Path.Combine(path, "log"),
            Topics = [new TopicDescription("t", 1)],
            SegmentBytes = 200_000,
            MinimumFreeBytes = 0,
            HealInterval = TimeSpan.Zero,
        };
        await using var log = SegmentLog.Open(options, TimeProvider.System);
        var partition = log.Partition("t", 0);
        var id = 0;
        var full = await Assert.ThrowsAsync<LogUnavailableException>(async () =>
        {
            while (id < 100_000) await AppendAsync(partition, ++id);
        });
        Assert.Contains("No space left", full.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LogUnavailableException>(() => AppendAsync(partition, id));

        File.Delete(ballast);
        Assert.Equal(partition.EndOffset, (await AppendAsync(partition, id))[0]);
        Assert.Equal(Enumerable.Range(1, id).Select(Value), partition.ReadValues());
        await log.DisposeAsync();
        await using var again = SegmentLog.Open(options, TimeProvider.System);
        Assert.Equal(id, again.Partition("t", 0).EndOffset);
        Assert.Equal(new long[] { -1 }, await AppendAsync(again.Partition("t", 0), id));
    }

    private static string Value(int id) => $"{id}:{new string('x', 7000)}";

    private static Task<long[]> AppendAsync(ILogPartition partition, int id)
    {
        var batch = new RecordBatch();
        batch.Put(Value(id), (UInt128)id);
        return partition.AppendAllAsync(batch);
    }
}
