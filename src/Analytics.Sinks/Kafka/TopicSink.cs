using System.Collections.Concurrent;
using System.Text;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Sinks.Kafka;

/// <summary>
/// Results as JSON records of a topic, for whoever subscribes. A shard's results go to the partition of its own number (modulo the topic's), in order, and none is missing.
/// An ordinary consumer has each once, also when nodes or brokers die in between: whoever takes a shard over, or is not sure whether an append
/// arrived, looks at the end of the topic for what is there already (<see cref="WrittenResults"/>). What is left is an owner that was taken for dead, wakes up, and whose last request
/// arrives behind the look of the next one: then results come once more. Who must not see even that drops repeats by either header: <c>record-id</c>
/// (16 bytes; hash of the result's identity and revision), or <c>source-position</c> (<see cref="SourcePosition"/>; of each source the reader keeps the highest number and drops
/// what is not above it). Rests on an idempotent producer, not on Kafka's transactions.
/// </summary>
public class TopicSink : ISink
{
    private const int NumberBits = 24;
    private readonly ILog _log;
    private readonly string _topic;
    private readonly int _partitions;
    private readonly Func<ShardId, ISinkEncoder> _encoder;
    private readonly ConcurrentDictionary<ShardId, WrittenResults> _written = new();

    private protected TopicSink(ILog log, string topic, string name, Func<ShardId, ISinkEncoder> encoder)
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

    /// <inheritdoc/>
    public ISinkEncoder CreateEncoder(ShardId shard) => _encoder(shard);

    /// <inheritdoc/>
    public async ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        var records = await AppendMissingAsync(delivery, cancellation);
        _written[delivery.Shard].Delivered(records);
    }

    /// <summary>Name of the source in <c>source-position</c>.</summary>
    private protected virtual string SourceOf(SinkDelivery delivery) => $"{delivery.Shard.Topic}/{Name}";

    /// <summary>The number that nothing of a delivery is below, whoever wrote it, and the one from which it is numbered now.</summary>
    private protected virtual (long First, long From) NumbersOf(SinkDelivery delivery)
    {
        var first = checked(delivery.Sequence << NumberBits);
        return (first, first);
    }

    /// <summary>Appends what is not there yet of some results; returns them all.</summary>
    private protected async ValueTask<RecordBatch> AppendMissingAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        var records = RecordRun.Read(delivery.Payload.Span);
        if (records.Count >> NumberBits != 0) throw new InvalidDataException($"{records.Count} records in one delivery; the source position has room for {1 << NumberBits}.");
        var (first, from) = NumbersOf(delivery);
        var partition = _log.Partition(_topic, delivery.Shard.Partition % _partitions);
        if (!_written.TryGetValue(delivery.Shard, out var written) || !written.Covers(delivery.Epoch, first))
        {
            // Once for each owner of a shard: what it writes itself it need not look for.
            var prefix = Encoding.UTF8.GetBytes($"{delivery.Shard.Topic}/{Name}");
            written = WrittenResults.Find(partition, prefix, delivery.Shard.Partition, delivery.Epoch, first);
        }

        // One that was offered again after a restart may be here twice.
        int[] missing = [.. Enumerable.Range(0, records.Count).Where(i => !written.Holds(records.Records[i].Id)).DistinctBy(i => records.Records[i].Id)];
        if (missing.Length == 0)
        {
            _written[delivery.Shard] = written;
        }
        else
        {
            // Until the append has succeeded nobody knows what is there; the next try looks again.
            _written.TryRemove(delivery.Shard, out _);
            var number = Math.Max(written.Highest + 1, from);
            Number(records, missing, Encoding.UTF8.GetBytes(SourceOf(delivery)), delivery.Shard.Partition, number);
            await partition.AppendAsync(records, missing, new long[missing.Length], cancellation);
            foreach (var i in missing) written.Add(number++, records.Records[i].Id);
            _written[delivery.Shard] = written;
        }

        return records;
    }

    // Numbers ascend, and a retry of a delivery repeats them.
    private static void Number(RecordBatch records, int[] missing, byte[] source, int partition, long first)
    {
        Span<byte> value = stackalloc byte[SourcePosition.SizeOf(source.Length)];
        foreach (var i in missing)
        {
            SourcePosition.Write(value, source, partition, first++);
            var size = RecordHeaders.SizeOf(RecordHeaders.SourcePosition.Length, value.Length);
            RecordHeaders.Write(records.Reserve(size), RecordHeaders.SourcePosition, value);
            records.Records[i].Headers = records.Commit(size);
        }
    }
}
