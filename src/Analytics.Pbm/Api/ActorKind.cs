namespace Analytics.Pbm.Api;

/// <summary>All entities of one kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Live">In memory.</param>
/// <param name="Passive">In storage only.</param>
/// <param name="LiveBytes">Memory of the live ones, roughly.</param>
/// <param name="Busiest">The busiest live ones.</param>
public sealed record ActorKind(string Kind, long Live, long Passive, long LiveBytes, IReadOnlyList<BusyEntity> Busiest);
