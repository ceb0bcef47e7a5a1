using System.Text;
using Analytics.Actors.Rules;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>A line for each event: <c>offset rules</c> by reference, as the node's board says of the shard; by value <c>offset rules seen</c>, as <see cref="RuledKind"/> says.</summary>
internal sealed class RuleMarkSink(DeliveryMode mode, SinkTarget target, RuleBoard board) : ISink
{
    public string Name => $"marks.{mode}";

    public DeliveryMode Mode => mode;

    public bool FollowsRules => mode == DeliveryMode.ByReference;

    public ISinkEncoder CreateEncoder(ShardId shard) => new Encoder(mode, board.RunningOn(shard).Count);

    public ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation) => target.DeliverAsync(Name, delivery, cancellation);

    private sealed class Encoder(DeliveryMode mode, int rules) : ISinkEncoder
    {
        private readonly StringBuilder _text = new();

        public int Rows { get; private set; }

        public long Bytes => _text.Length;

        public void Encode(EventBatch batch)
        {
            if (mode == DeliveryMode.ByValue) return;
            foreach (ref readonly var row in batch.Rows) Add($"{row.Offset} {rules}");
        }

        public void Encode(EffectBatch effects)
        {
            foreach (var row in effects.Alerts.Where(row => row.Rule == 0)) Add($"{row.At} {row.RuleVersion} {row.Events}");
        }

        public ReadOnlyMemory<byte> Cut()
        {
            var payload = Encoding.UTF8.GetBytes(_text.ToString());
            _text.Clear();
            Rows = 0;
            return payload;
        }

        private void Add(string line)
        {
            Rows++;
            _text.Append(line).Append('\n');
        }
    }
}
