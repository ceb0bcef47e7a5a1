using Analytics.Contracts.Sinks;

namespace Analytics.Simulation.Tests;

/// <summary>A store behind a network: one target a shard, which survives everything and forgives nothing.</summary>
internal sealed class SimulatedSink(string name, DeliveryMode mode, Random random) : ISink
{
    private readonly TextSink _text = new(name, mode, new SinkTarget());
    private readonly Dictionary<ShardId, SinkTarget> _targets = [];

    public string Name => name;

    public DeliveryMode Mode => mode;

    public bool IsDown { get; set; }

    /// <summary>One in so many answers is lost; 0 for none.</summary>
    public int LoseOneIn { get; set; }

    public ISinkEncoder CreateEncoder(ShardId shard) => _text.CreateEncoder(shard);

    public SinkTarget Target(ShardId shard) => _targets.TryGetValue(shard, out var target) ? target : _targets[shard] = new SinkTarget();

    public ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        var target = Target(delivery.Shard);
        target.IsDown = IsDown;
        target.LoseAnswers = LoseOneIn > 0 && random.Next(LoseOneIn) == 0 ? 1 : 0;
        return target.DeliverAsync(name, delivery, cancellation);
    }
}
