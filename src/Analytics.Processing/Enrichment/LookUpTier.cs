using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;

namespace Analytics.Processing.Enrichment;

/// <summary>Tier of the user from the reference tables, by the user id as sent: must stand before <see cref="MaskPersonalData"/>.</summary>
public sealed class LookUpTier(IReferenceTables tables) : IEnrichmentStep
{
    /// <inheritdoc />
    public string Name => "tier";

    /// <inheritdoc />
    public void Apply(EventBatch batch, Span<EventRow> rows)
    {
        var snapshot = tables.Current;
        if (snapshot.Users == 0) return;
        foreach (ref var row in rows)
            if (!row.UserId.IsEmpty) row.Tier = snapshot.Tier(row.Tenant, batch.Bytes(row.UserId));
    }
}
