using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Ingestion.Routing;

/// <summary>
/// Brings events to a lane where those of the same card, address or device are together: unchanged, each to the partition of every such key, with the position that it was read at.
/// Deliveries of a shard go one after the other and a retry repeats the same records in the same order, so whoever reads that lane drops what is not above the highest position of
/// each source: every event counts once a key, without transactions. Events of before the rules go the same way, marked as what they are (<see cref="PastPosition"/>).
/// </summary>
/// <param name="log">The log; it has the topic.</param>
/// <param name="topic">Topic of the lane.</param>
/// <param name="partitions">Partitions of the topic; fixed for the life of the log.</param>
/// <param name="keys">Makes a reader of the keys that the rules of a shard watch at present.</param>
public sealed class KeyedSink(ILog log, string topic, int partitions, Func<ShardId, IEventKeys> keys) : IPastSink
{
    private readonly string[] _topics = [topic];

    /// <inheritdoc/>
    public string Name => "log.keyed";

    /// <inheritdoc/>
    public DeliveryMode Mode => DeliveryMode.ByReference;

    /// <inheritdoc/>
    public bool FollowsRules => true;

    /// <summary>The partition of a key's hash.</summary>
    public static int PartitionOf(ulong hash, int partitions) => (int)(hash % (ulong)partitions);

    /// <inheritdoc/>
    public ISinkEncoder CreateEncoder(ShardId shard) => new KeyedEncoder(keys(shard), partitions, shard);

    /// <inheritdoc/>
    public ISinkEncoder CreatePastEncoder(ShardId shard, IEventKeys keys, ulong past, long timeMicros) => new KeyedEncoder(keys, partitions, shard, past, timeMicros);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Tell(ShardId shard, long timeMicros, ReadOnlySpan<byte> said) => new KeyedEncoder(NoKeys.Instance, partitions, shard, 0, timeMicros).Tell(said);

    /// <inheritdoc/>
    public ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return RoutedDelivery.AppendAsync(log, _topics, partitions, delivery, cancellation);
    }

    private sealed class NoKeys : IEventKeys
    {
        public static readonly NoKeys Instance = new();

        public void Find(in EventRow row, EventBatch batch, ICollection<ulong> hashes)
        {
            // For an encoder that is shown no events.
        }
    }
}
