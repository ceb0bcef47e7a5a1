using Analytics.Contracts.Log;
using Analytics.Log.Segments;
using Analytics.Testing;
using System.Text;

namespace Analytics.Log.Tests.Segments;

public sealed class OpeningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_log_on_the_same_folder_is_refused_and_the_holder_is_named()
    {
        await using (Open(4))
        {
            var refused = Assert.Throws<IOException>(() => Open(4));
            Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        }

        await using var again = Open(4);
    }

    [Fact]
    public async Task The_number_of_partitions_of_a_topic_cannot_change()
    {
        await using (Open(4))
        {
        }

        Assert.Contains("4 partitions", Assert.Throws<ArgumentException>(() => Open(5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Open(3));
        await using var again = Open(4);
    }

    [Fact]
    public async Task A_topic_that_is_no_longer_asked_for_is_still_there()
    {
        await using (var log = Open(4)) await log.Partition("t", 3).AppendValuesAsync(["a"]);
        await using var again = SegmentLog.Open(new SegmentLogOptions { Directory = _folder.Path, Topics = [new TopicDescription("u", 1)] }, TimeProvider.System);
        Assert.Equal(["t", "u"], again.Topics.Select(topic => topic.Name));
        Assert.Equal(["a"], again.Partition("t", 3).ReadValues());
    }

    [Fact]
    public void A_topic_name_that_is_no_file_name_is_refused() =>
        Assert.Throws<ArgumentException>(() => SegmentLog.Open(
            new SegmentLogOptions { Directory = _folder.Path, Topics = [new TopicDescription("../t", 1)] }, TimeProvider.System));

    [Fact]
    public async Task An_offset_that_the_log_never_reached_is_refused()
    {
        await using var log = Open(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Partition("t", 0).OpenReader(1));
    }

    [Fact]
    public async Task A_folder_that_was_copied_while_it_was_written_opens_like_after_a_kill()
    {
        await using var log = Open(1);
        await log.Partition("t", 0).AppendIdsAsync(1, 2, 3);
        using var copy = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(copy.Path, "t-0"));
        foreach (var file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
            File.Copy(file, Path.Combine(copy.Path, Path.GetRelativePath(_folder.Path, file)));
        await using var killed = SegmentLog.Open(new SegmentLogOptions { Directory = copy.Path, Topics = log.Topics }, TimeProvider.System);
        Assert.Empty(killed.RecoveryNotes);
        Assert.Equal(new long[] { -1, 3 }, await killed.Partition("t", 0).AppendIdsAsync(3, 4));
    }

    [Fact]
    public async Task Readers_follow_writers_across_segments_without_a_gap()
    {
        const int Appends = 400;
        await using var log = SegmentLog.Open(
            new SegmentLogOptions { Directory = _folder.Path, Topics = [new TopicDescription("t", 1)], SegmentBytes = 20_000, FlushInterval = TimeSpan.Zero },
            TimeProvider.System);
        var reading = Task.Run(() => FollowAsync(log.Partition("t", 0), Appends * 3));
        for (var i = 0; i < Appends; i++) await log.Partition("t", 0).AppendValuesAsync([$"{3 * i}", $"{3 * i + 1}", $"{3 * i + 2}:{new string('x', 200)}"]);
        Assert.Equal(Appends * 3, await reading);
        Assert.True(log.Partition("t", 0).SizeInBytes > 100_000);
    }

    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("123456789", 0xE3069283u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x22620404u)]
    public void The_checksum_is_the_published_one(string text, uint expected) => Assert.Equal(expected, Crc32C.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void The_checksum_in_lanes_is_that_of_the_plain_loop()
    {
        var bytes = new byte[20_000];
        new Random(1).NextBytes(bytes);
        foreach (var length in (int[])[3071, 3072, 3073, 6144, 7777, 20_000])
        {
            var plain = uint.MaxValue;
            foreach (var value in bytes.AsSpan(0, length)) plain = System.Numerics.BitOperations.Crc32C(plain, value);
            Assert.Equal(~plain, Crc32C.Compute(bytes.AsSpan(0, length)));
        }
    }

    private static async Task<int> FollowAsync(ILogPartition partition, int expected)
    {
        using var reader = partition.OpenReader(0);
        using var arrived = new SemaphoreSlim(0);
        reader.Arrived = () => arrived.Release();
        var batch = new RecordBatch();
        var seen = 0;
        while (seen < expected)
        {
            if (reader.Read(batch, 7, 2000) == 0)
            {
                await arrived.WaitAsync(TimeSpan.FromMinutes(2));
                continue;
            }

            for (var i = 0; i < batch.Count; i++, seen++) Assert.Equal($"{seen}", batch.Text(i).Split(':')[0]);
        }

        return seen;
    }

    private SegmentLog Open(int partitions) => SegmentLog.Open(
        new SegmentLogOptions { Directory = _folder.Path, Topics = [new TopicDescription("t", partitions)] }, TimeProvider.System);
}
