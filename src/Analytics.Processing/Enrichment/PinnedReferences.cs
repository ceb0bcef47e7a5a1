using Analytics.Contracts.Tenants;

namespace Analytics.Processing.Enrichment;

/// <summary>Holds one snapshot of the reference tables for a whole batch, so that all steps and the stamp speak of the same version. One thread.</summary>
internal sealed class PinnedReferences(IReferenceTables source) : IReferenceTables
{
    public ReferenceSnapshot Current { get; private set; } = ReferenceSnapshot.Empty;

    /// <summary>Takes the newest snapshot.</summary>
    public void Renew() => Current = source.Current;
}
