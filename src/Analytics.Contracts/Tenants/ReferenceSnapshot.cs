namespace Analytics.Contracts.Tenants;

/// <summary>
/// One version of the reference tables: never changes, any thread, look-ups take no lock and allocate nothing.
/// Made by a <see cref="ReferenceSnapshotBuilder"/>.
/// </summary>
public sealed class ReferenceSnapshot
{
    private readonly ReferenceTable<int> _tiers;
    private readonly ReferenceTable<ProductReference> _products;

    internal ReferenceSnapshot(long version, ReferenceTable<int> tiers, ReferenceTable<ProductReference> products)
    {
        Version = version;
        _tiers = tiers;
        _products = products;
    }

    /// <summary>A snapshot without users and products, version 0.</summary>
    public static ReferenceSnapshot Empty { get; } = new ReferenceSnapshotBuilder().Build(0);

    /// <summary>Version of the tables that it was read from; grows with every change. Stored with each event that it enriched.</summary>
    public long Version { get; }

    /// <summary>Number of users with a tier.</summary>
    public int Users => _tiers.Count;

    /// <summary>Number of products.</summary>
    public int Products => _products.Count;

    /// <summary>Symbol of the user's tier; 0 when it is not known.</summary>
    /// <param name="tenant">Symbol of the tenant.</param>
    /// <param name="userId">The user id as sent, before masking.</param>
    public int Tier(int tenant, ReadOnlySpan<byte> userId) => _tiers.TryFind(tenant, userId, out var tier) ? tier : 0;

    /// <summary>The product's reference data; false when it is not known.</summary>
    public bool TryFindProduct(int tenant, ReadOnlySpan<byte> productId, out ProductReference product) =>
        _products.TryFind(tenant, productId, out product);
}
