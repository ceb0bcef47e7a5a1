using Analytics.Contracts.Events;
using Analytics.Processing.Enrichment.Places;

namespace Analytics.Processing.Enrichment;

/// <summary>Country and city of the client's address. One thread.</summary>
/// <param name="places">The databases.</param>
/// <param name="cacheEntries">Most addresses in the cache in front of them.</param>
/// <param name="seed">Seed of the cache's hash.</param>
public sealed class LocateByAddress(PlaceDatabase places, int cacheEntries, ulong seed) : IEnrichmentStep
{
    // Rows whose cache entries are asked for at once: memory is slow, but answers many questions at a time.
    private const int Ahead = 32;

    private readonly RecentValues<Place> _recent = new(cacheEntries, seed);
    private readonly ulong[] _hashes = new ulong[Ahead];

    /// <inheritdoc />
    public string Name => "locate";

    /// <summary>Addresses looked up in the databases because the cache did not have them.</summary>
    public long Misses { get; private set; }

    /// <inheritdoc />
    public void Apply(EventBatch batch, Span<EventRow> rows)
    {
        for (var start = 0; start < rows.Length; start += Ahead) Locate(batch, rows.Slice(start, Math.Min(Ahead, rows.Length - start)));
    }

    private void Locate(EventBatch batch, Span<EventRow> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].Ip.IsEmpty) continue;
            _hashes[i] = _recent.Hash(batch.Bytes(rows[i].Ip), 0);
            _recent.Prefetch(_hashes[i]);
        }

        for (var i = 0; i < rows.Length; i++)
        {
            ref var row = ref rows[i];
            if (row.Ip.IsEmpty) continue;
            var place = Find(batch.Bytes(row.Ip), _hashes[i]);
            row.Country = place.Country;
            row.City = place.City;
        }
    }

    private Place Find(ReadOnlySpan<byte> text, ulong hash)
    {
        if (_recent.TryFind(text, 0, hash, out var place)) return place;
        Misses++;
        if (!InternetAddress.TryParse(text, out var address)) return default;
        place = places.Find(address);
        _recent.Add(text, 0, hash, place);
        return place;
    }
}
