using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>One target a shard behind one sink, for regions whose shards deliver at the same time.</summary>
internal sealed class PartitionedTarget : ISink
{
    private readonly Dictionary<ShardId, SinkTarget> _targets = [];
    private readonly TextSink _encoders = new("firehose", DeliveryMode.ByReference, new SinkTarget());

    public ISink Sink => this;

    public string Name => "firehose";

    public DeliveryMode Mode => DeliveryMode.ByReference;

    /// <summary>Deliveries hang, deaf to cancellation, until it completes.</summary>
    public TaskCompletionSource? Deaf { get; set; }

    public int Rows
    {
        get
        {
            lock (_targets) return _targets.Values.Sum(target => target.Lines.Count());
        }
    }

    public int Tries
    {
        get
        {
            lock (_targets) return _targets.Values.Sum(target => target.Tries);
        }
    }

    public ISinkEncoder CreateEncoder(ShardId shard) => _encoders.CreateEncoder(shard);

    public async ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        if (Deaf is { } deaf) await deaf.Task;
        lock (_targets)
        {
            if (!_targets.TryGetValue(delivery.Shard, out var target)) target = _targets[delivery.Shard] = new SinkTarget();
            target.DeliverAsync(Name, delivery, cancellation).AsTask().GetAwaiter().GetResult();
        }
    }
}
