using System.Buffers.Binary;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>Takes alerts before their checkpoint, and notes how many events each had and how it came.</summary>
internal sealed class EarlySink : IEarlySink
{
    public string Name => "early";

    public DeliveryMode Mode => DeliveryMode.ByValue;

    public List<int> Early { get; } = [];

    public List<int> Delivered { get; } = [];

    /// <summary>When set, nothing is taken early.</summary>
    public bool RefusesEarly { get; set; }

    public ISinkEncoder CreateEncoder(ShardId shard) => new Encoder();

    public ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        Delivered.AddRange(Read(delivery));
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteEarlyAsync(SinkDelivery results, CancellationToken cancellation)
    {
        if (RefusesEarly) throw new IOException("not now");
        Early.AddRange(Read(results));
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<int> Read(SinkDelivery delivery)
    {
        for (var at = 0; at < delivery.Payload.Length; at += sizeof(int)) yield return BinaryPrimitives.ReadInt32LittleEndian(delivery.Payload.Span[at..]);
    }

    private sealed class Encoder : ISinkEncoder
    {
        private readonly List<int> _alerts = [];

        public int Rows => _alerts.Count;

        public long Bytes => sizeof(int) * _alerts.Count;

        public void Encode(EventBatch batch)
        {
            // Alerts come as effects.
        }

        public void Encode(EffectBatch effects) => _alerts.AddRange(effects.Alerts.Select(alert => (int)alert.Events));

        public ReadOnlyMemory<byte> Cut()
        {
            var payload = new byte[sizeof(int) * _alerts.Count];
            for (var i = 0; i < _alerts.Count; i++) BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(sizeof(int) * i), _alerts[i]);
            _alerts.Clear();
            return payload;
        }
    }
}
