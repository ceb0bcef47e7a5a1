using Analytics.Contracts.Events;
using Analytics.Processing.Enrichment.Places;

namespace Analytics.Processing.Enrichment;

/// <summary>Country and city of the client's address. One thread.</summary>
/// <param name="places">The databases.</param>
/// <param name="cacheEntries">Most addresses in the cache in front of them.</param>
/// <param name="seed">Seed of the cache's hash.</param>
public sealed class LocateByAddress(PlaceDatabase places, int cacheEntries, ulong seed) : IEventTransform
{
    private readonly RecentValues<Place> _recent = new(cacheEntries, seed);

    /// <inheritdoc />
    public string Name => "locate";

    /// <summary>Addresses looked up in the databases because the cache did not have them.</summary>
    public long Misses { get; private set; }

    /// <inheritdoc />
    public void Apply(EventBatch batch)
    {
        foreach (ref var row in batch.Rows)
        {
            if (row.Ip.IsEmpty) continue;
            var place = Find(batch.Bytes(row.Ip));
            row.Country = place.Country;
            row.City = place.City;
        }
    }

    private Place Find(ReadOnlySpan<byte> text)
    {
        var hash = _recent.Hash(text, 0);
        if (_recent.TryFind(text, 0, hash, out var place)) return place;
        Misses++;
        if (!InternetAddress.TryParse(text, out var address)) return default;
        place = places.Find(address);
        _recent.Add(text, 0, hash, place);
        return place;
    }
}
