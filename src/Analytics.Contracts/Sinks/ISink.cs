namespace Analytics.Contracts.Sinks;

/// <summary>
/// Takes effects in batches to a store or a topic, idempotently: delivering the same <see cref="SinkDelivery"/> again changes nothing.
/// The runtime owns retry, back-off, order and persistence; a sink only encodes and sends.
/// </summary>
public interface ISink
{
    /// <summary>Stable name, for example <c>clickhouse.events</c>. Part of every token: never reuse one for other contents.</summary>
    string Name { get; }

    /// <summary>Whether payloads are kept in the checkpoint or made again from the log.</summary>
    DeliveryMode Mode { get; }

    /// <summary>Whether what is encoded depends on the rules that the shard runs: then a shard changes them when everything before has arrived. Default false.</summary>
    bool FollowsRules => false;

    /// <summary>An encoder for one shard; used on the shard's thread only.</summary>
    ISinkEncoder CreateEncoder(ShardId shard);

    /// <summary>
    /// Sends one batch and returns when the target has it durably. Called for one shard in sequence order, one at a time; for
    /// different shards in parallel. Throws when the target cannot take it now (it is called again later with the same delivery).
    /// </summary>
    /// <exception cref="Checkpoints.StaleEpochException">The target knows a newer owner of the shard: it is never called again for this one.</exception>
    ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation);

    /// <summary>Takes back the memory of a payload that arrived and that nobody reads any more; by default nothing comes of it. Any thread.</summary>
    void Recycle(ReadOnlyMemory<byte> payload)
    {
    }
}
