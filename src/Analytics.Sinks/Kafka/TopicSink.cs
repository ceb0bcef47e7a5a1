using System.Collections.Concurrent;
using System.Text;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Sinks.Kafka;

/// <summary>
/// Results as JSON records of a topic, for whoever subscribes. A shard's results go to the partition of its own number (modulo the topic's), in order; never one that a checkpoint
/// does not hold, and none is missing. An ordinary consumer has each once, also when nodes or brokers die in between: whoever takes a shard over, or is not sure whether an append
/// arrived, looks at the end of the topic for what is there already (<see cref="WrittenResults"/>). What is left is an owner that was taken for dead, wakes up, and whose last request
/// arrives behind the look of the next one: then a delivery's records come once more, byte for byte. Who must not see even that drops repeats by either header: <c>record-id</c>
/// (16 bytes; hash of the result's identity and revision), or <c>source-position</c> (<see cref="SourcePosition"/>; of each source the reader keeps the highest number and drops
/// what is not above it). Rests on an idempotent producer, not on Kafka's transactions.
/// </summary>
public sealed class TopicSink : ISink
{
    /// <summary>Name of the sink of alerts.</summary>
    public const string AlertsName = "kafka.alerts";

    private const int MostRecordsBits = 24;
    private readonly ILog _log;
    private readonly string _topic;
    private readonly int _partitions;
    private readonly Func<ShardId, ISinkEncoder> _encoder;
    private readonly ConcurrentDictionary<ShardId, (long Epoch, Dictionary<long, UInt128> Records)> _written = new();

    private TopicSink(ILog log, string topic, string name, Func<ShardId, ISinkEncoder> encoder)
    {
        (_log, _topic, Name, _encoder) = (log, topic, name, encoder);
        _partitions = log.Topics.First(found => found.Name == topic).Partitions;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public DeliveryMode Mode => DeliveryMode.ByValue;

    /// <summary>Closed, corrected and retracted sessions; key <c>tenant:user</c>.</summary>
    public static TopicSink Sessions(ILog log, string topic) => new(log, topic, "kafka.sessions", _ => new SessionRecords());

    /// <summary>Each shard's part of window results, without those of windows that may still grow unless <paramref name="early"/>; key: the tenant.</summary>
    public static TopicSink Windows(ILog log, string topic, bool early) => new(log, topic, "kafka.windows", shard => new WindowRecords(shard, early));

    /// <summary>Alerts; key: tenant, colon, and the user or whatever the rule watches.</summary>
    public static TopicSink Alerts(ILog log, string topic) => new(log, topic, AlertsName, _ => new AlertRecords());

    /// <inheritdoc/>
    public ISinkEncoder CreateEncoder(ShardId shard) => _encoder(shard);

    /// <inheritdoc/>
    public async ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        var records = RecordRun.Read(delivery.Payload.Span);
        if (records.Count >> MostRecordsBits != 0) throw new InvalidDataException($"{records.Count} records in one delivery; the source position has room for {1 << MostRecordsBits}.");
        var source = Encoding.UTF8.GetBytes($"{delivery.Shard.Topic}/{Name}");
        var first = checked(delivery.Sequence << MostRecordsBits);
        Number(records, source, delivery.Shard.Partition, first);
        var partition = _log.Partition(_topic, delivery.Shard.Partition % _partitions);
        var written = await WrittenAsync(partition, delivery, source, first);
        int[] missing = [.. Enumerable.Range(0, records.Count).Where(i => !(written.TryGetValue(first + i, out var id) && id == records.Records[i].Id))];
        // Until the append has succeeded nobody knows what is there; the next try looks again.
        _written.TryRemove(delivery.Shard, out _);
        if (missing.Length > 0) await partition.AppendAsync(records, missing, new long[missing.Length], cancellation);
        _written[delivery.Shard] = (delivery.Epoch, written.Keys.All(number => number < first + records.Count) ? [] : written);
    }

    // Once for each owner of a shard: what it writes itself it need not look for.
    private async ValueTask<Dictionary<long, UInt128>> WrittenAsync(ILogPartition partition, SinkDelivery delivery, byte[] source, long first)
    {
        if (_written.TryGetValue(delivery.Shard, out var known) && known.Epoch == delivery.Epoch) return known.Records;
        var value = new byte[SourcePosition.SizeOf(source.Length)];
        SourcePosition.Write(value, source, delivery.Shard.Partition, 0);
        return await Task.Run(() => WrittenResults.Find(partition, value[sizeof(long)..], first));
    }

    // Deliveries are counted without gaps, and what a delivery holds never changes: so each record has a number that a retry repeats, and numbers ascend.
    private static void Number(RecordBatch records, byte[] source, int partition, long first)
    {
        Span<byte> value = stackalloc byte[SourcePosition.SizeOf(source.Length)];
        for (var i = 0; i < records.Count; i++)
        {
            SourcePosition.Write(value, source, partition, first + i);
            var size = RecordHeaders.SizeOf(RecordHeaders.SourcePosition.Length, value.Length);
            RecordHeaders.Write(records.Reserve(size), RecordHeaders.SourcePosition, value);
            records.Records[i].Headers = records.Commit(size);
        }
    }
}
