namespace Analytics.Node.Http.Answers;

/// <summary>Entities of one kind, over all shards.</summary>
/// <param name="Kind"><c>session</c>, <c>tenant-window</c>.</param>
/// <param name="Live">In memory.</param>
/// <param name="Passive">On disk only.</param>
/// <param name="LiveBytes">Memory of the live ones, roughly.</param>
/// <param name="Busiest">Those with most events.</param>
internal sealed record ActorKind(string Kind, long Live, long Passive, long LiveBytes, IReadOnlyList<BusyActor> Busiest);
