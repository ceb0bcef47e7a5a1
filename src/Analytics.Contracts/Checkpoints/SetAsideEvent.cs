namespace Analytics.Contracts.Checkpoints;

/// <summary>An event whose processing threw. It is skipped by everything and its bytes go to the dead letters.</summary>
/// <param name="Offset">Where it is in the partition.</param>
/// <param name="Stage">What threw: <c>decode</c>, the name of a transform, an entity kind or a sink.</param>
/// <param name="Detail">What was thrown, for people.</param>
public readonly record struct SetAsideEvent(long Offset, string Stage, string Detail);
