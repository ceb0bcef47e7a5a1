using System.Text;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Sinks.Kafka;

/// <summary>
/// Results as JSON records of a topic, for whoever subscribes. A shard's results go to the partition of its own number (modulo the topic's), in order. What a reader sees
/// in the worst case: after a crash or an append whose acknowledgement was lost, the records of a shard's last delivery once more, byte for byte and in the same order, possibly
/// after a part of them; never a record that a checkpoint does not hold, and none is missing. It drops repeats by either header: <c>record-id</c> (16 bytes; hash of the
/// result's identity and revision), or <c>source-position</c> (<see cref="SourcePosition"/>; of each source the reader keeps the highest number and drops what is not above it).
/// Rests on an idempotent producer, not on Kafka's transactions.
/// </summary>
public sealed class TopicSink : ISink
{
    private const int MostRecordsBits = 24;
    private readonly ILog _log;
    private readonly string _topic;
    private readonly int _partitions;
    private readonly Func<ShardId, ISinkEncoder> _encoder;

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

    /// <summary>Alerts; key <c>tenant:user</c>.</summary>
    public static TopicSink Alerts(ILog log, string topic) => new(log, topic, "kafka.alerts", _ => new AlertRecords());

    /// <inheritdoc/>
    public ISinkEncoder CreateEncoder(ShardId shard) => _encoder(shard);

    /// <inheritdoc/>
    public async ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        var records = RecordRun.Read(delivery.Payload.Span);
        if (records.Count >> MostRecordsBits != 0) throw new InvalidDataException($"{records.Count} records in one delivery; the source position has room for {1 << MostRecordsBits}.");
        Number(records, delivery);
        var indices = new int[records.Count];
        for (var i = 0; i < indices.Length; i++) indices[i] = i;
        await _log.Partition(_topic, delivery.Shard.Partition % _partitions).AppendAsync(records, indices, new long[indices.Length], cancellation);
    }

    // Deliveries are counted without gaps, and what a delivery holds never changes: so each record has a number that a retry repeats, and numbers ascend.
    private void Number(RecordBatch records, SinkDelivery delivery)
    {
        var source = Encoding.UTF8.GetBytes($"{delivery.Shard.Topic}/{Name}");
        Span<byte> value = stackalloc byte[SourcePosition.SizeOf(source.Length)];
        for (var i = 0; i < records.Count; i++)
        {
            SourcePosition.Write(value, source, delivery.Shard.Partition, checked((delivery.Sequence << MostRecordsBits) + i));
            var size = RecordHeaders.SizeOf(RecordHeaders.SourcePosition.Length, value.Length);
            RecordHeaders.Write(records.Reserve(size), RecordHeaders.SourcePosition, value);
            records.Records[i].Headers = records.Commit(size);
        }
    }
}
