using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// Hashes of who and what an event is about. The seed is the installation's own, so strangers cannot choose values that collide; equal values of two
/// tenants have different hashes.
/// </summary>
public sealed class EventIdentity
{
    private const ulong SessionSalt = 0x5E55_10D0_0000_0001;
    private const ulong EventSalt = 0xE7E7_0000_0000_0003;
    private const ulong StockSalt = 0x0570_C000_0000_0005;
    private readonly ulong _seed;
    private readonly (int Symbol, ulong Hash)[] _tenants = new (int, ulong)[256];

    /// <summary>With the seed of the installation. One thread at a time.</summary>
    public EventIdentity(ulong seed) => _seed = seed;

    /// <summary>Identity of an event for duplicate detection: tenant and id.</summary>
    public UInt128 EventId(int tenant, ReadOnlySpan<byte> id)
    {
        var tenantHash = Tenant(tenant);
        var hash = KeyHash.Compute128(id, _seed);
        return new UInt128(KeyHash.Combine(tenantHash, (ulong)(hash >> 64)), KeyHash.Combine(tenantHash, (ulong)hash));
    }

    internal ulong User(int tenant, ReadOnlySpan<byte> user) => KeyHash.Combine(Tenant(tenant), KeyHash.Compute(user, _seed));

    internal ulong Session(int tenant, ReadOnlySpan<byte> session) => KeyHash.Combine(Tenant(tenant) ^ SessionSalt, KeyHash.Compute(session, _seed));

    internal ulong Event(int tenant, ReadOnlySpan<byte> bytes) => KeyHash.Combine(Tenant(tenant) ^ EventSalt, KeyHash.Compute(bytes, _seed));

    internal ulong Stock(int tenant, ReadOnlySpan<byte> sku) => KeyHash.Combine(Tenant(tenant) ^ StockSalt, KeyHash.Compute(sku, _seed));

    private ulong Tenant(int symbol)
    {
        ref var entry = ref _tenants[symbol & 255];
        if (entry.Symbol != symbol || entry.Hash == 0) entry = (symbol, KeyHash.Compute(Symbols.Utf8(symbol), _seed));
        return entry.Hash;
    }
}
