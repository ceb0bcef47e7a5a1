using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Streams;

/// <summary>
/// Appends what was set aside to the dead-letter topic of its lane: original key, value and headers, with the story in further headers. A record's
/// identity is a hash of topic, partition, offset and stage, so the log itself drops it when it is delivered again.
/// </summary>
/// <param name="log">The log; it has the topic <c>&lt;topic&gt;.dlq</c> for each lane.</param>
public sealed class DeadLetterSink(ILog log) : ISink
{
    /// <inheritdoc/>
    public string Name => "dead-letters";

    /// <inheritdoc/>
    public DeliveryMode Mode => DeliveryMode.ByValue;

    /// <inheritdoc/>
    public ISinkEncoder CreateEncoder(ShardId shard) => new DeadLetterEncoder(shard);

    /// <inheritdoc/>
    public async ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        var records = RecordRun.Read(delivery.Payload.Span);
        var indices = new int[records.Count];
        for (var i = 0; i < indices.Length; i++) indices[i] = i;
        await log.Partition(delivery.Shard.Topic + TopicDescription.DeadLetterSuffix, 0)
            .AppendAsync(records, indices, new long[indices.Length], cancellation);
    }
}
