using System.Runtime.InteropServices;
using Analytics.Actors.Streams;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Shards;

/// <summary>One sink as seen by one shard: the encoder in work, the sequence, and what is not known to have arrived.</summary>
internal sealed class Outlet(ISink sink, ShardId shard, SinkLane lane, SinkMark mark, IEnumerable<OpenDelivery> open)
{
    private readonly Queue<OpenDelivery> _open = new(open);
    private readonly ISinkEncoder? _early = sink is IEarlySink ? sink.CreateEncoder(shard) : null;
    private ISinkEncoder _encoder = sink.CreateEncoder(shard);
    private EffectBatch? _fresh;
    private long _sequence = mark.NextSequence;

    public string Name => sink.Name;

    public SinkLane Lane => lane;

    public bool TakesEarly => _early is not null;

    public int Rows => _encoder.Rows;

    public long Bytes => _encoder.Bytes;

    public IReadOnlyCollection<OpenDelivery> Open => _open;

    /// <summary>Whether what it encodes depends on the shard's rules.</summary>
    public bool FollowsRules => sink.FollowsRules;

    /// <summary>Whether everything that was cut has arrived.</summary>
    public bool HasArrived => _open.All(delivery => delivery.Sequence < lane.Delivered);

    public long OpenBytes { get; private set; } = open.Where(d => d.Mode == DeliveryMode.ByValue).Sum(d => (long)d.Size);

    public void Encode(EventBatch batch) => _encoder.Encode(batch);

    /// <summary>Offers the alerts from an index on to a sink that takes them before their checkpoint.</summary>
    public void Offer(EffectBatch effects, int from, OffsetRange range)
    {
        if (_early is null) return;
        _fresh ??= new EffectBatch(effects.Text);
        _fresh.Alerts.AddRange(CollectionsMarshal.AsSpan(effects.Alerts)[from..]);
        _early.Encode(_fresh);
        _fresh.Alerts.Clear();
        lane.Offer(range, _early.Cut());
    }

    /// <summary>Forgets what has arrived; true when anything had.</summary>
    public bool Settle()
    {
        var delivered = lane.Delivered;
        var settled = false;
        while (_open.TryPeek(out var first) && first.Sequence < delivered)
        {
            _open.Dequeue();
            if (first.Mode == DeliveryMode.ByValue) OpenBytes -= first.Location.Length;
            settled = true;
        }

        return settled;
    }

    /// <summary>What was gathered since the last cut as a delivery; null when it is nothing.</summary>
    public OpenDelivery? Cut(EffectBatch effects, OffsetRange range, IReadOnlyList<OffsetRange> leftOut)
    {
        if (sink.Mode == DeliveryMode.ByValue) _encoder.Encode(effects);
        var payload = _encoder.Cut();
        if (payload.IsEmpty) return null;
        var delivery = new OpenDelivery
        {
            Sink = sink.Name,
            Mode = sink.Mode,
            Sequence = _sequence++,
            Range = range,
            SetAside = sink.Mode == DeliveryMode.ByReference ? leftOut : [],
            Payload = payload,
        };
        _open.Enqueue(delivery);
        if (sink.Mode == DeliveryMode.ByValue) OpenBytes += payload.Length;
        return delivery;
    }

    /// <summary>Input offset up to which the sink has everything, when the newest durable checkpoint covers <paramref name="covered"/>.</summary>
    public long DeliveredUpTo(long covered)
    {
        foreach (var open in _open)
            if (open.Sequence >= lane.Delivered) return Math.Min(covered, open.Range.From);
        return covered;
    }

    public SinkMark Mark() => new(sink.Name, _sequence, lane.Delivered);

    /// <summary>Starts anew from the last cut.</summary>
    public void Revert()
    {
        (_encoder as IDisposable)?.Dispose();
        _encoder = sink.CreateEncoder(shard);
    }
}
