namespace Analytics.Contracts.Checkpoints;

/// <summary>How far one sink is on one shard.</summary>
/// <param name="Sink">Name of the sink.</param>
/// <param name="NextSequence">Sequence that the next delivery to be cut gets.</param>
/// <param name="Delivered">Deliveries with a lower sequence are known to have arrived.</param>
public readonly record struct SinkMark(string Sink, long NextSequence, long Delivered);
