using System.Text;
using Analytics.Contracts.Log;

namespace Analytics.Log.Tests;

/// <summary>What every implementation of <see cref="ILog"/> must do. Implementations derive from it and say how to open theirs.</summary>
public abstract class LogCompliance : IAsyncLifetime
{
    protected ILog Log { get; private set; } = null!;

    /// <summary>Name of the topic of the tests; that of its dead letters is made from it.</summary>
    protected virtual string Topic => "raw_events";

    /// <summary>Microseconds that times of arrival are whole multiples of.</summary>
    protected virtual long TimeUnit => 1;

    private string DeadLetters => Topic + TopicDescription.DeadLetterSuffix;

    private ILogPartition Partition => Log.Partition(Topic, 0);

    public async Task InitializeAsync() => Log = await OpenAsync([new TopicDescription(Topic, 2), new TopicDescription(DeadLetters, 1)]);

    public async Task DisposeAsync() => await Log.DisposeAsync();

    /// <summary>Opens the log with these topics; a second call within a test opens the same data again.</summary>
    protected abstract Task<ILog> OpenAsync(IReadOnlyList<TopicDescription> topics);

    [LogFact]
    public void Every_topic_is_listed_with_its_partitions()
    {
        Assert.Equal(2, Log.Topics.Single(topic => topic.Name == Topic).Partitions);
        Assert.Equal(1, Log.Topics.Single(topic => topic.Name == DeadLetters).Partitions);
        Assert.Throws<KeyNotFoundException>(() => Log.Partition(Topic, 2));
        Assert.Throws<KeyNotFoundException>(() => Log.Partition("other", 0));
    }

    [LogFact]
    public async Task Records_come_back_in_order_with_all_their_parts()
    {
        var batch = new RecordBatch();
        batch.Put(id: 7, key: "acme:ann", headers: "h", value: "{\"a\":1}", receivedAt: 1000 * TimeUnit);
        batch.Put(id: 8, key: "", headers: "h", value: "", receivedAt: 999 * TimeUnit);
        batch.Put(id: 0, key: "acme:bob", headers: "", value: new string('x', 100_000), receivedAt: 2000 * TimeUnit);
        var offsets = await Partition.AppendAllAsync(batch);

        Assert.Equal([0L, 1L, 2L], offsets);
        Assert.Equal(3, Partition.EndOffset);
        using var reader = Partition.OpenReader(0);
        var read = new RecordBatch();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(1, reader.ReadOrWait(read, 1, 1 << 20));
            Assert.Equal(i + 1, reader.Position);
            Assert.Equal(i + 1, read.NextOffset);
            var (sent, got) = (batch.Records[i], read.Records[0]);
            Assert.Equal((long)i, got.Offset);
            Assert.Equal(sent.ReceivedAt, got.ReceivedAt);
            Assert.Equal(sent.Id, got.Id);
            Assert.Equal(batch.Bytes(sent.Key), read.Bytes(got.Key));
            Assert.Equal(batch.Bytes(sent.Headers), read.Bytes(got.Headers));
            Assert.Equal(batch.Bytes(sent.Value), read.Bytes(got.Value));
        }

        Assert.True(reader.IsAtEnd);
    }

    [LogFact]
    public async Task Only_the_records_named_are_appended_in_the_order_named()
    {
        var batch = new RecordBatch();
        foreach (var text in (string[])["a", "b", "c", "d"]) batch.Put(text);
        var offsets = new long[2];
        await Partition.AppendAsync(batch, new[] { 3, 1 }, offsets);

        Assert.Equal([0L, 1L], offsets);
        Assert.Equal(["d", "b"], Partition.ReadValues());
    }

    [LogFact]
    public async Task A_reader_takes_at_least_one_record_whatever_its_size_and_no_more_than_asked_for()
    {
        await Partition.AppendValuesAsync(Enumerable.Range(0, 500).Select(i => $"{i}-{new string('v', 1000)}"));
        using var reader = Partition.OpenReader(0);
        var read = new RecordBatch();
        for (var i = 0; i < 500; i += read.Count)
        {
            Assert.InRange(reader.ReadOrWait(read, 7, 1), 1, 7);
            Assert.Equal((long)i, read.Records[0].Offset);
            Assert.StartsWith($"{i}-", read.Text(0), StringComparison.Ordinal);
        }

        Assert.Equal(0, reader.ReadOrWait(read, 7, 1));
    }

    [LogFact]
    public async Task A_reader_can_begin_and_go_on_anywhere()
    {
        for (var i = 0; i < 20; i++) await Partition.AppendValuesAsync(Enumerable.Range(i * 50, 50).Select(n => $"{n}"));
        var read = new RecordBatch();
        using var reader = Partition.OpenReader(777);
        reader.ReadOrWait(read, 1, 1 << 20);
        Assert.Equal("777", read.Text(0));
        reader.Seek(3);
        reader.ReadOrWait(read, 1, 1 << 20);
        Assert.Equal("3", read.Text(0));
        Assert.Equal(4, reader.Position);
    }

    [LogFact]
    public async Task A_reader_is_told_when_records_arrive()
    {
        using var reader = Partition.OpenReader(0);
        using var arrived = new SemaphoreSlim(0);
        reader.Arrived = () => arrived.Release();
        var read = new RecordBatch();
        Assert.Equal(0, reader.Read(read, 10, 1000));
        await Partition.AppendValuesAsync(["a"]);
        do Assert.True(await arrived.WaitAsync(TimeSpan.FromMinutes(2)), "Nobody told the reader.");
        while (reader.Read(read, 10, 1000) == 0);
        Assert.Equal("a", read.Text(0));
    }

    [LogFact]
    public async Task A_duplicate_is_dropped_within_one_append_and_across_appends_where_the_log_can()
    {
        var batch = new RecordBatch();
        batch.Put("a", id: 1);
        batch.Put("a again", id: 1);
        batch.Put("b", id: 2);
        Assert.Equal(Log.DropsDuplicates ? new long[] { 0L, -1L, 1L } : [0L, 1L, 2L], await Partition.AppendAllAsync(batch));
        Assert.Equal(Log.DropsDuplicates ? new long[] { -1L, -1L, -1L } : [3L, 4L, 5L], await Partition.AppendAllAsync(batch));
        Assert.Equal(Log.DropsDuplicates ? ["a", "b"] : ["a", "a again", "b", "a", "a again", "b"], Partition.ReadValues());
    }

    [LogFact]
    public async Task Records_without_an_id_are_never_duplicates()
    {
        await Partition.AppendValuesAsync(["a", "a"]);
        await Partition.AppendValuesAsync(["a"]);
        Assert.Equal(3, Partition.EndOffset);
    }

    [LogFact]
    public async Task Partitions_do_not_see_each_others_records_or_ids()
    {
        var batch = new RecordBatch();
        batch.Put("a", id: 1);
        await Partition.AppendAllAsync(batch);
        Assert.Equal(new long[] { 0L }, await Log.Partition(Topic, 1).AppendAllAsync(batch));
        Assert.Equal(0, Log.Partition(DeadLetters, 0).EndOffset);
    }

    [LogFact]
    public async Task Records_and_ids_are_there_after_opening_again()
    {
        var batch = new RecordBatch();
        for (var i = 1; i <= 1000; i++) batch.Put($"{i}", id: (UInt128)i);
        await Partition.AppendAllAsync(batch);
        await Log.DisposeAsync();
        await InitializeAsync();

        Assert.Equal(1000, Partition.EndOffset);
        Assert.All(Log.DropsDuplicates ? await Partition.AppendAllAsync(batch) : [], offset => Assert.Equal(-1, offset));
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => $"{i}"), Partition.ReadValues());
    }

    [LogFact]
    public async Task Appends_from_many_threads_leave_no_gap_and_keep_each_callers_order()
    {
        const int Callers = 8, Appends = 100;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var last = -1L;
            for (var i = 0; i < Appends; i++)
            {
                var batch = new RecordBatch();
                batch.Put($"{caller} {2 * i}");
                batch.Put($"{caller} {2 * i + 1}");
                var offsets = await Partition.AppendAllAsync(batch);
                Assert.Equal(offsets[0] + 1, offsets[1]);
                Assert.True(offsets[0] > last);
                last = offsets[1];
            }
        })));

        var values = Partition.ReadValues();
        Assert.Equal(Callers * Appends * 2, values.Count);
        foreach (var caller in values.Select(value => value.Split(' ')).GroupBy(words => words[0]))
            Assert.Equal(Enumerable.Range(0, Appends * 2).Select(i => $"{i}"), caller.Select(words => words[1]));
    }

    [LogFact]
    public async Task The_first_offset_at_or_after_a_time_is_found()
    {
        var batch = new RecordBatch();
        for (var i = 0; i < 3000; i++) batch.Put(id: 0, key: "", headers: "", value: new string('v', 300), receivedAt: (1_000_000 + i * 10) * TimeUnit);
        await Partition.AppendAllAsync(batch);
        Assert.Equal(0, Partition.OffsetAt(0));
        Assert.Equal(0, Partition.OffsetAt(1_000_000 * TimeUnit));
        Assert.Equal(1, Partition.OffsetAt((1_000_000 * TimeUnit) + 1));
        Assert.Equal(2500, Partition.OffsetAt(1_025_000 * TimeUnit));
        Assert.Equal(3000, Partition.OffsetAt(long.MaxValue));
    }

    [LogFact]
    public async Task An_append_that_is_cancelled_before_it_begins_leaves_nothing()
    {
        var batch = new RecordBatch();
        batch.Put("a", id: 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Partition.AppendAsync(batch, new[] { 0 }, new long[1], new CancellationToken(canceled: true)));
        Assert.Equal(new long[] { 0L }, await Partition.AppendAllAsync(batch));
    }

    [LogFact]
    public async Task The_callers_buffer_may_be_used_again_once_the_append_completed()
    {
        var batch = new RecordBatch();
        for (var i = 0; i < 50; i++)
        {
            batch.Clear();
            batch.Put(Encoding.UTF8.GetString([.. Enumerable.Repeat((byte)('a' + i % 26), 100)]));
            await Partition.AppendAllAsync(batch);
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(i => new string((char)('a' + i % 26), 100)), Partition.ReadValues());
    }
}
