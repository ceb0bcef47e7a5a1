namespace Analytics.Contracts.Sinks;

/// <summary>One batch on its way to a sink.</summary>
/// <param name="Shard">Where it comes from.</param>
/// <param name="Epoch">Epoch of the shard's owner when it was cut; a sink that can refuse stale owners does.</param>
/// <param name="Sequence">Counts deliveries of this shard to this sink from 0 without gaps.</param>
/// <param name="FromOffset">First input offset that contributed.</param>
/// <param name="ToOffset">Input offset after the last that contributed.</param>
/// <param name="Payload">What the encoder cut.</param>
public sealed record SinkDelivery(ShardId Shard, long Epoch, long Sequence, long FromOffset, long ToOffset, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The same for each try of the same contents: shard, sequence and range.</summary>
    public string Token(string sink) => $"{sink}:{Shard}:{Sequence}:{FromOffset}-{ToOffset}";
}
