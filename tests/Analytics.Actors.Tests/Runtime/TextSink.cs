using System.Globalization;
using System.Text;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>By reference: a line <c>offset text</c> for each event. By value: a line <c>user=count</c> for each window row.</summary>
internal sealed class TextSink(string name, DeliveryMode mode, SinkTarget target) : ISink
{
    public string Name => name;

    public DeliveryMode Mode => mode;

    public ISinkEncoder CreateEncoder(ShardId shard) => new Encoder(mode);

    public ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation) => target.DeliverAsync(name, delivery, cancellation);

    private sealed class Encoder(DeliveryMode mode) : ISinkEncoder
    {
        private readonly StringBuilder _text = new();

        public int Rows { get; private set; }

        public long Bytes => _text.Length;

        public void Encode(EventBatch batch)
        {
            if (mode == DeliveryMode.ByValue) return;
            foreach (var row in batch.Rows)
            {
                Rows++;
                var text = batch.Text(row.Properties);
                _text.Append(CultureInfo.InvariantCulture, $"{row.Offset} {text}\n");
                if (text.Contains("throw-encode")) throw new InvalidOperationException("encoder fell over");
            }
        }

        public void Encode(EffectBatch effects)
        {
            Assert.Equal(DeliveryMode.ByValue, mode);
            foreach (var row in effects.Windows) _text.Append(CultureInfo.InvariantCulture, $"{Symbols.Text(row.Value)}={row.Events}\n");
        }

        public ReadOnlyMemory<byte> Cut()
        {
            var payload = Encoding.UTF8.GetBytes(_text.ToString());
            _text.Clear();
            Rows = 0;
            return payload;
        }
    }
}
