namespace Analytics.Contracts.Tenants;

/// <summary>Collects the rows of the reference tables for one <see cref="ReferenceSnapshot"/>. One thread; used once.</summary>
/// <param name="capacity">Most users and most products. Default 64 Mi each; more are an error, never dropped silently.</param>
public sealed class ReferenceSnapshotBuilder(int capacity = 1 << 26)
{
    private readonly ReferenceTable<int> _tiers = new(capacity);
    private readonly ReferenceTable<ProductReference> _products = new(capacity);
    private bool _built;

    /// <summary>Sets the tier of a user; the last one given wins.</summary>
    /// <exception cref="InvalidOperationException">More users than the capacity, or already built.</exception>
    public void SetTier(int tenant, ReadOnlySpan<byte> userId, int tierSymbol)
    {
        RequireOpen();
        _tiers.Set(tenant, userId, tierSymbol);
    }

    /// <summary>Sets what is known of a product; the last one given wins.</summary>
    /// <exception cref="InvalidOperationException">More products than the capacity, or already built.</exception>
    public void SetProduct(int tenant, ReadOnlySpan<byte> productId, ProductReference product)
    {
        RequireOpen();
        _products.Set(tenant, productId, product);
    }

    /// <summary>The finished snapshot; the builder takes no more rows.</summary>
    public ReferenceSnapshot Build(long version)
    {
        RequireOpen();
        _built = true;
        return new ReferenceSnapshot(version, _tiers, _products);
    }

    private void RequireOpen()
    {
        if (_built) throw new InvalidOperationException("The snapshot has been built; it never changes.");
    }
}
