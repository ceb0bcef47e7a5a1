using System.Text;
using Analytics.Contracts.Log;
using Analytics.Ingestion;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.DeadLetters;
using Analytics.Ingestion.Pipeline;
using Analytics.Log.Kafka;
using Analytics.Node.Composition;
using Analytics.Node.Configuration;
using Analytics.Node.Configuration.Kafka;
using Analytics.Node.Gateway;
using Analytics.Node.Status;
using Analytics.Node.Telemetry;
using Analytics.Testing;

namespace Analytics.Node.Tests.Cluster;

/// <summary>Dead letters on Kafka, which keeps what is appended twice, and what the log there says of itself.</summary>
public sealed class KafkaDeadLettersTests
{
    [ClusterFact]
    public async Task A_letter_that_was_set_aside_twice_is_listed_and_counted_once()
    {
        using var exposition = new PrometheusExposition();
        await using var kafka = await TestKafka.StartAsync();
        var node = new NodeOptions();
        var settings = new KafkaOptions { Brokers = kafka.Servers, Library = TestKafka.LibraryPath!, CreateTopics = true, Replication = 1 };
        await using var log = KafkaLog.Open(KafkaSettings.Log(settings, node.Log, LogTopics.All(1, []), _ => { }));
        using var telemetry = new IngestionTelemetry();
        var ingestion = new IngestionOptions();
        var pipeline = new IngestionPipeline(ingestion, log, new TenantDirectory(node.Tenants), new WriteKeyDirectory(ingestion.Admission), telemetry, TimeProvider.System);
        await pipeline.IngestAsync(Encoding.UTF8.GetBytes("{\"broken\":"), IngestionContext.None);
        foreach (var letters in (string[][])[["a", "b"], ["a", "b", "c"], ["b"]]) await SetAsideAsync(log.Partition("raw_events.dlq", 0), letters);

        using var indexes = new LetterIndexes(log);
        var box = new DeadLetterBox(log, indexes, pipeline, TimeProvider.System);
        Assert.Equal(["{\"broken\":", "a", "b", "c"], box.List("raw_events").Letters.Select(letter => Encoding.UTF8.GetString(letter.Value)));
        Assert.Equal(["b", "c"], box.List("raw_events", fromOffset: 2).Letters.Select(letter => Encoding.UTF8.GetString(letter.Value)));
        Assert.Equal(4, (await box.RetryAsync("raw_events", null, dryRun: true)).Matched);
        var counts = new DeadLetterCounts(log, indexes, TimeProvider.System);
        Assert.Equal(4, counts.Read().Single(status => status.Topic == "raw_events.dlq").Records);

        using var text = new StringWriter();
        exposition.Write(text);
        Assert.Contains("analytics_log_append_duration_seconds_count{messaging_destination_name=\"raw_events.dlq\"} 4", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("analytics_log_fetch_delay_seconds_count{messaging_destination_name=\"raw_events.dlq\"}", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("analytics_log_lag{messaging_destination_name=\"raw_events.dlq\",messaging_destination_partition_id=\"0\"} 0", text.ToString(), StringComparison.Ordinal);
    }

    private static async Task SetAsideAsync(ILogPartition letters, string[] values)
    {
        var batch = new RecordBatch();
        foreach (var value in values)
        {
            var reason = new byte[64];
            var length = RecordHeaders.Write(reason, Encoding.ASCII.GetBytes(DeadLetterHeaders.Reason), "processing_failed"u8);
            ref var record = ref batch.Add();
            (record.Id, record.ReceivedAt) = (value[0], DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000);
            record.Headers = batch.Append(reason.AsSpan(0, length));
            record.Value = batch.Append(Encoding.UTF8.GetBytes(value));
        }

        await letters.AppendAsync(batch, Enumerable.Range(0, values.Length).ToArray(), new long[values.Length]);
    }
}
