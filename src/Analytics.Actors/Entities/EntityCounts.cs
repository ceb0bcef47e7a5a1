namespace Analytics.Actors.Entities;

/// <summary>Entities of one kind.</summary>
/// <param name="Live">In memory.</param>
/// <param name="Passive">In storage only.</param>
/// <param name="LiveBytes">Memory of the live ones, roughly.</param>
public readonly record struct EntityCounts(long Live, long Passive, long LiveBytes);
