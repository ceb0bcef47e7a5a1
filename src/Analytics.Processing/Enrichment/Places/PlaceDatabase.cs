using System.Globalization;
using Analytics.Contracts.Events;

namespace Analytics.Processing.Enrichment.Places;

/// <summary>
/// Addresses → places, from a database of IPv4 networks and one of IPv6 networks (one that holds both may be given as either).
/// Understands MaxMind's own city and country schema and the flat one of ip-location-db. Never changes; any thread.
/// </summary>
public sealed class PlaceDatabase(MaxMindDatabase? ipv4, MaxMindDatabase? ipv6)
{
    private long _damagedLookUps;

    /// <summary>Date of the older of the two databases as <c>yyyy-MM-dd</c>; empty without any.</summary>
    public string Version { get; } = VersionOf(ipv4, ipv6);

    /// <summary>How many look-ups met damaged bytes and found no place for that reason.</summary>
    public long DamagedLookUps => Interlocked.Read(ref _damagedLookUps);

    /// <summary>The place of an address; the default when none is known. A damaged record is counted, it never costs the event.</summary>
    public Place Find(InternetAddress address)
    {
        var database = address.IsIPv4 ? ipv4 ?? ipv6 : ipv6 ?? ipv4;
        if (database is null) return default;
        try
        {
            return database.TryFind(address, out var position) ? Read(database.Data, position) : default;
        }
        catch (MaxMindDamagedException)
        {
            Interlocked.Increment(ref _damagedLookUps);
            return default;
        }
    }

    private static Place Read(MaxMindData data, int position)
    {
        var country = data.TryFind(position, "country_code"u8, out var code) ? data.Text(code) : default;
        if (country.IsEmpty && data.TryFind(position, "country"u8, out var map) && data.TryFind(map, "iso_code"u8, out code)) country = data.Text(code);
        var city = data.TryFind(position, "city"u8, out var name) ? CityName(data, name) : default;
        // Beside the country in the flat schema, one level down in MaxMind's.
        var coordinates = data.TryFind(position, "location"u8, out var location) && data.IsMap(location) ? location : position;
        var located = data.TryFind(coordinates, "latitude"u8, out var latitude) & data.TryFind(coordinates, "longitude"u8, out var longitude);
        double north = 0, east = 0;
        located = located && data.TryReal(latitude, out north) && data.TryReal(longitude, out east) && Math.Abs(north) <= 90 && Math.Abs(east) <= 180;
        return located ? new Place(SymbolOf(country), SymbolOf(city), E4(north), E4(east), true) : new Place(SymbolOf(country), SymbolOf(city));
    }

    private static int E4(double degrees) => (int)Math.Round(degrees * 10_000);

    private static ReadOnlySpan<byte> CityName(MaxMindData data, int position)
    {
        if (!data.IsMap(position)) return data.Text(position);
        return data.TryFind(position, "names"u8, out var names) && data.TryFind(names, "en"u8, out var name) ? data.Text(name) : default;
    }

    private static int SymbolOf(ReadOnlySpan<byte> text) => Symbols.TryIntern(text, out var symbol) ? symbol : 0;

    private static string VersionOf(params ReadOnlySpan<MaxMindDatabase?> databases)
    {
        var oldest = long.MaxValue;
        foreach (var database in databases)
            if (database is not null) oldest = Math.Min(oldest, database.BuildEpoch);
        return oldest == long.MaxValue ? "" : DateTimeOffset.FromUnixTimeSeconds(oldest).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
