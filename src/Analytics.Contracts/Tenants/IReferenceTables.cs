namespace Analytics.Contracts.Tenants;

/// <summary>What is known about users and products beside their events. Any thread; a newer snapshot replaces the older as a whole.</summary>
public interface IReferenceTables
{
    /// <summary>The newest snapshot; never null. Take it once for a batch, so that all its rows see the same version.</summary>
    ReferenceSnapshot Current { get; }
}
