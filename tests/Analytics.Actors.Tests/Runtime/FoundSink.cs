using System.Text;
using Analytics.Actors.Replay;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>A line <c>rule offset</c> for each alert of a rule, with the offset of the event that completed the match.</summary>
internal sealed class FoundSink(SinkTarget target) : ISink
{
    public string Name => "found";

    public DeliveryMode Mode => DeliveryMode.ByValue;

    public ISinkEncoder CreateEncoder(ShardId shard) => new Encoder();

    public ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation) => target.DeliverAsync(Name, delivery, cancellation);

    private sealed class Encoder : ISinkEncoder
    {
        private readonly StringBuilder _text = new();

        public int Rows { get; private set; }

        public long Bytes => _text.Length;

        public void Encode(EventBatch batch)
        {
            // Alerts come as effects.
        }

        public void Encode(EffectBatch effects)
        {
            foreach (var row in effects.Alerts.Where(row => row.Rule != 0))
            {
                Rows++;
                _text.Append(Symbols.Text(row.Rule)).Append(' ').Append(AlertEvidence.Offsets(effects.Text.Bytes(row.Evidence))[^1]).Append('\n');
            }
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
