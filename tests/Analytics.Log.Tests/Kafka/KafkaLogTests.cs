using System.Collections.Concurrent;
using Analytics.Contracts.Log;
using Analytics.Log.Kafka;
using Analytics.Log.Kafka.Native;
using Analytics.Log.Tests.Segments;
using Analytics.Testing;
using System.Diagnostics;
using System.Text;

namespace Analytics.Log.Tests.Kafka;

[KafkaRequirement]
[Collection(KafkaCollection.Name)]
public sealed class KafkaLogTests(KafkaBroker broker)
{
    private readonly string _topic = KafkaBroker.NewName("events");

    private KafkaLogOptions Options => broker.Options(new KafkaTopic(_topic, 1) { Replication = 1 });

    [LogFact]
    public void A_missing_topic_is_an_error_that_names_the_setting()
    {
        var error = Assert.Throws<KafkaSetupException>(() => KafkaLog.Open(Options with { CreateTopics = false }));
        Assert.Contains(_topic, error.Message, StringComparison.Ordinal);
        Assert.Contains("kafka.create-topics", error.Message, StringComparison.Ordinal);
    }

    [LogFact]
    public async Task A_topic_that_exists_keeps_its_partitions()
    {
        await using var first = KafkaLog.Open(Options);
        await using var second = KafkaLog.Open(broker.Options(new KafkaTopic(_topic, 7)));
        Assert.Equal(1, second.Topics.Single().Partitions);
    }

    [LogFact]
    public async Task A_topic_is_created_with_the_configuration_asked_for()
    {
        var topic = new KafkaTopic(_topic, 1) { Replication = 1, Configuration = new Dictionary<string, string> { ["message.timestamp.type"] = "LogAppendTime" } };
        await using var log = KafkaLog.Open(broker.Options(topic));
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var batch = new RecordBatch();
        batch.Put(id: 0, key: "", headers: "", value: "of long ago", receivedAt: 1_000_000);
        await log.Partition(_topic, 0).AppendAllAsync(batch);

        using var reader = log.Partition(_topic, 0).OpenReader(0);
        reader.ReadOrWait(batch, 1, 1000);
        Assert.InRange(batch.Records[0].ReceivedAt / 1000, before - 1000, before + 60_000);
    }

    [LogFact]
    public async Task Closing_the_log_while_many_append_ends_every_append_with_an_answer()
    {
        for (var round = 0; round < 5; round++)
        {
            var log = KafkaLog.Open(Options);
            var partition = log.Partition(_topic, 0);
            using var begun = new CountdownEvent(8);
            var appending = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                var batch = new RecordBatch();
                for (var i = 0; i < 20; i++) batch.Put(id: 0, key: "k", headers: "", value: $"{i}", receivedAt: 1_795_000_000_000_000);
                for (var first = true; ; first = false)
                {
                    await partition.AppendAllAsync(batch);
                    if (first) begun.Signal();
                }
            })).ToList();
            begun.Wait();
            await log.DisposeAsync();
            foreach (var one in appending) Assert.True(await Record.ExceptionAsync(() => one) is LogUnavailableException or ObjectDisposedException);
        }
    }

    [LogFact]
    public void A_property_that_the_node_sets_itself_is_refused_and_a_wrong_value_is_not_repeated()
    {
        var own = new Dictionary<string, string> { ["enable.idempotence"] = "false" };
        Assert.Contains("kafka.properties.enable.idempotence", Assert.Throws<KafkaSetupException>(() => KafkaLog.Open(Options with { Properties = own })).Message, StringComparison.Ordinal);
        var wrong = new Dictionary<string, string> { ["sasl.mechanisms"] = "PLAIN", ["security.protocol"] = "s3cret" };
        var error = Assert.Throws<KafkaSetupException>(() => KafkaLog.Open(Options with { Properties = wrong }));
        Assert.Contains("kafka.properties.security.protocol", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [LogFact]
    public void Brokers_that_are_not_there_are_an_error_within_the_time_out() =>
        Assert.Throws<LogUnavailableException>(() => KafkaLog.Open(Options with { Brokers = "127.0.0.1:9", RequestTimeout = TimeSpan.FromMilliseconds(500) }));

    [LogFact]
    public async Task Aborted_records_and_marks_of_transactions_are_gaps_and_the_end_is_reached_behind_them()
    {
        await using var log = KafkaLog.Open(Options);
        using var foreign = new ForeignProducer(Options, _topic);
        foreign.Commit("a", "b");
        foreign.Abort("never", "never");
        foreign.Commit("c");
        var partition = log.Partition(_topic, 0);
        using var reader = partition.OpenReader(0);
        var batch = new RecordBatch();
        var read = new List<(long, string)>();
        while (reader.ReadOrWait(batch, 100, 10_000) > 0)
            for (var i = 0; i < batch.Count; i++) read.Add((batch.Records[i].Offset, batch.Text(i)));

        Assert.Equal([(0L, "a"), (1L, "b"), (6L, "c")], read);
        // The broker writes the last mark a moment after it has answered.
        SpinWait.SpinUntil(() => { partition.Refresh(); return partition.EndOffset == 8; }, TimeSpan.FromMinutes(2));
        Assert.Equal(0, reader.ReadOrWait(batch, 100, 10_000));
        Assert.Equal((8, 8), (partition.EndOffset, reader.Position));
        reader.Seek(2);
        Assert.Equal(1, reader.ReadOrWait(batch, 100, 10_000));
        Assert.Equal("c", batch.Text(0));
    }

    [LogFact]
    public async Task A_fetch_that_rests_although_there_is_more_is_begun_anew_and_says_so()
    {
        var told = new ConcurrentQueue<string>();
        await using var log = KafkaLog.Open(Options with { RequestTimeout = TimeSpan.FromSeconds(2), OnNotice = told.Enqueue });
        var partition = log.Partition(_topic, 0);
        await partition.AppendValuesAsync(["a"]);
        using var reader = (KafkaReader)partition.OpenReader(0);
        var batch = new RecordBatch();
        Assert.Equal(1, reader.ReadOrWait(batch, 100, 10_000));
        // As when the library waits for something that never comes: it fetches no more, and the reader is told nothing.
        Assert.Equal(0, RdKafka.ConsumeStop(reader.Topic, 0));
        await partition.AppendValuesAsync(["b"]);
        Assert.True(SpinWait.SpinUntil(() => reader.Read(batch, 100, 10_000) == 1, TimeSpan.FromMinutes(2)));
        Assert.Equal("b", batch.Text(0));
        Assert.Contains(told, notice => notice.Contains("begun anew", StringComparison.Ordinal));
    }

    [LogFact]
    public async Task A_reader_that_retention_overtook_is_told_what_it_lost_and_can_go_on()
    {
        await using var log = KafkaLog.Open(Options with { PrefetchBytes = 1 });
        var partition = log.Partition(_topic, 0);
        await partition.AppendValuesAsync(["a", "b", "c"]);
        using var reader = partition.OpenReader(0);
        var batch = new RecordBatch();
        Assert.Equal(1, reader.ReadOrWait(batch, 1, 1));
        using (var foreign = new ForeignProducer(Options, _topic)) foreign.DeleteBefore(2);
        reader.Seek(1);

        var lost = Assert.Throws<LogTruncatedException>(() => reader.ReadOrWait(batch, 1, 1));
        Assert.Equal((1L, 2L), (lost.Position, lost.StartOffset));
        reader.Seek(lost.StartOffset);
        Assert.Equal(1, reader.ReadOrWait(batch, 1, 1));
        Assert.Equal("c", batch.Text(0));
        using var late = partition.OpenReader(0);
        Assert.Equal(2, late.Position);
    }

    [LogFact]
    public async Task An_offset_that_the_topic_never_had_is_refused()
    {
        await using var log = KafkaLog.Open(Options);
        await log.Partition(_topic, 0).AppendValuesAsync(["a"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Partition(_topic, 0).OpenReader(2));
    }

    [LogFact]
    public async Task Two_readers_of_one_partition_go_their_own_ways()
    {
        await using var log = KafkaLog.Open(Options);
        var partition = log.Partition(_topic, 0);
        await partition.AppendValuesAsync(Enumerable.Range(0, 100).Select(i => $"{i}"));
        using var one = partition.OpenReader(0);
        using var other = partition.OpenReader(50);
        var batch = new RecordBatch();
        for (var i = 0; i < 50; i++)
        {
            one.ReadOrWait(batch, 1, 1);
            Assert.Equal($"{i}", batch.Text(0));
            other.ReadOrWait(batch, 1, 1);
            Assert.Equal($"{50 + i}", batch.Text(0));
        }
    }

    [LogFact]
    public async Task A_record_above_the_limit_is_the_callers_error_and_nothing_is_appended()
    {
        await using var log = KafkaLog.Open(Options with { MaxRecordBytes = 5000 });
        var partition = log.Partition(_topic, 0);
        await Assert.ThrowsAsync<ArgumentException>(() => partition.AppendValuesAsync(["small", new string('x', 5000)]));
        Assert.Equal(0, (await partition.AppendValuesAsync(["small"]))[0]);
    }

    [LogFact]
    public async Task Appends_above_the_bound_are_refused_until_there_is_room()
    {
        await using var log = KafkaLog.Open(Options with { MaxQueuedBytes = 10_000, MaxRecordBytes = 20_000 });
        var partition = log.Partition(_topic, 0);
        await Assert.ThrowsAsync<LogUnavailableException>(() => partition.AppendValuesAsync([new string('x', 15_000)]));
        Assert.Equal(0, (await partition.AppendValuesAsync([new string('x', 5000)]))[0]);
    }

    [KafkaProgramFact("kcat")]
    public async Task What_kcat_sends_is_read_byte_for_byte()
    {
        await using var log = KafkaLog.Open(Options);
        using var folder = new TemporaryFolder();
        var bytes = Enumerable.Range(0, 5000).Select(i => (byte)(i * 7)).ToArray();
        var file = Path.Combine(folder.Path, "value");
        await File.WriteAllBytesAsync(file, bytes);
        await RunAsync("kcat", "-P", "-b", broker.Servers, "-t", _topic, "-p", "0", "-k", "acme:ann", "-H", "ce_type=shop.order", "-H", "Tenant=acme", "-H", "empty=", "-z", "snappy", file);

        using var reader = log.Partition(_topic, 0).OpenReader(0);
        var batch = new RecordBatch();
        Assert.Equal(1, reader.ReadOrWait(batch, 10, 1));
        var record = batch.Records[0];
        Assert.Equal(bytes, batch.Bytes(record.Value));
        Assert.Equal("acme:ann"u8, batch.Bytes(record.Key));
        Assert.Equal("shop.order"u8, RecordHeaders.Find(batch.Bytes(record.Headers), "ce_type"u8));
        Assert.Equal("acme"u8, RecordHeaders.Find(batch.Bytes(record.Headers), RecordHeaders.Tenant));
        Assert.Equal((UInt128)0, record.Id);
    }

    [KafkaProgramFact("kcat")]
    public async Task What_is_appended_is_what_kcat_reads()
    {
        await using var log = KafkaLog.Open(Options);
        var batch = new RecordBatch();
        batch.Put(id: 1, key: "acme:ann", headers: "tenant", value: "{\"a\":1}", receivedAt: 1_700_000_000_123_000);
        await log.Partition(_topic, 0).AppendAllAsync(batch);
        var text = await RunAsync("kcat", "-C", "-b", broker.Servers, "-t", _topic, "-p", "0", "-o", "0", "-e", "-q", "-f", "%k|%s|%T|%h");
        Assert.StartsWith("acme:ann|{\"a\":1}|1700000000123|tenant=value,record-id=", text, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.Latin1 })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }
}
