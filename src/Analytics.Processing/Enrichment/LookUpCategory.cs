using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;

namespace Analytics.Processing.Enrichment;

/// <summary>Category of the product from the reference tables.</summary>
public sealed class LookUpCategory(IReferenceTables tables) : IEnrichmentStep
{
    /// <inheritdoc />
    public string Name => "category";

    /// <inheritdoc />
    public void Apply(EventBatch batch, Span<EventRow> rows)
    {
        var snapshot = tables.Current;
        if (snapshot.Products == 0) return;
        foreach (ref var row in rows)
            if (!row.ProductId.IsEmpty && snapshot.TryFindProduct(row.Tenant, batch.Bytes(row.ProductId), out var product)) row.Category = product.Category;
    }
}
