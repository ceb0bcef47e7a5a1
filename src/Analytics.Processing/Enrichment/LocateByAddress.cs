using Analytics.Contracts.Events;
using Analytics.Processing.Enrichment.Places;

namespace Analytics.Processing.Enrichment;

/// <summary>Country, city and coordinates of the client's address. One thread.</summary>
/// <param name="places">The databases.</param>
/// <param name="cacheEntries">Most addresses in the cache in front of them, of each of the two kinds of text: dotted IPv4 and all others.</param>
/// <param name="seed">Seed of the cache's hash.</param>
public sealed class LocateByAddress(PlaceDatabase places, int cacheEntries, ulong seed) : IEnrichmentStep
{
    // Rows whose cache entries are asked for at once: memory is slow, but answers many questions at a time.
    private const int Ahead = 64;

    // Sets the address 0.0.0.0 apart from no address.
    private const ulong IsDotted = 1UL << 32;

    private readonly RecentNumbers<Place> _dotted = new(cacheEntries, seed);
    private readonly RecentValues<Place> _others = new(cacheEntries, seed);
    private readonly ulong[] _keys = new ulong[Ahead];
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
            _keys[i] = 0;
            if (rows[i].Ip.IsEmpty || !DottedAddress.TryParse(batch.Bytes(rows[i].Ip), out var bits)) continue;
            _keys[i] = bits | IsDotted;
            _hashes[i] = _dotted.Hash(_keys[i]);
            _dotted.Prefetch(_hashes[i]);
        }

        for (var i = 0; i < rows.Length; i++)
        {
            ref var row = ref rows[i];
            if (row.Ip.IsEmpty) continue;
            var place = _keys[i] != 0 ? Find(_keys[i], _hashes[i]) : Find(batch.Bytes(row.Ip));
            row.Country = place.Country;
            row.City = place.City;
            if (!place.IsLocated) continue;
            (row.LatitudeE4, row.LongitudeE4) = (place.LatitudeE4, place.LongitudeE4);
            row.Flags |= EventFlags.HasPlace;
        }
    }

    private Place Find(ulong key, ulong hash)
    {
        if (_dotted.TryFind(key, hash, out var place)) return place;
        Misses++;
        place = places.Find(new InternetAddress((uint)key, true));
        _dotted.Add(key, hash, place);
        return place;
    }

    private Place Find(ReadOnlySpan<byte> text)
    {
        var hash = _others.Hash(text, 0);
        if (_others.TryFind(text, 0, hash, out var place)) return place;
        Misses++;
        if (!InternetAddress.TryParse(text, out var address)) return default;
        place = places.Find(address);
        _others.Add(text, 0, hash, place);
        return place;
    }
}
