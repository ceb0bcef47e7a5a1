using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Ingestion.Routing;

/// <summary>
/// Sends events that <see cref="PlaceByKey"/> marked to the partition where they belong: original value and headers, the key <c>tenant:user</c>, and the position that each was read
/// at. Deliveries of a shard go one after the other and a retry repeats the same records in the same order, so whoever reads that partition drops what is
/// not above the highest position of each source: every event counts once, without transactions.
/// </summary>
/// <param name="log">The log; it has the lanes' topics.</param>
/// <param name="router">Where events belong.</param>
public sealed class ForwardSink(ILog log, LaneRouter router) : ISink
{
    /// <inheritdoc/>
    public string Name => "log.forward";

    /// <inheritdoc/>
    public DeliveryMode Mode => DeliveryMode.ByReference;

    /// <inheritdoc/>
    public ISinkEncoder CreateEncoder(ShardId shard) => new ForwardEncoder(router, shard);

    /// <inheritdoc/>
    public ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return RoutedDelivery.AppendAsync(log, LaneRouter.Topics, router.Partitions, delivery, cancellation);
    }
}
