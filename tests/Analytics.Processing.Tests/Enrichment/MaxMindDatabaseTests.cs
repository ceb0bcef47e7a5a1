using System.Text;
using Analytics.Contracts.Events;
using Analytics.Processing.Enrichment.Places;
using static Analytics.Processing.Tests.Enrichment.TinyDatabase;

namespace Analytics.Processing.Tests.Enrichment;

public class MaxMindDatabaseTests
{
    private static readonly byte[] Berlin = Map(Text("country_code"), Text("DE"), Text("city"), Text("Berlin"));

    [Theory]
    [InlineData(24)]
    [InlineData(28)]
    [InlineData(32)]
    public void An_address_is_found_in_its_network_and_its_neighbour_is_not(int recordSize)
    {
        var database = new MaxMindDatabase(Build(recordSize, 4, Berlin, Address("192.0.2.0").Bits << 96, 24));

        Assert.True(database.TryFind(Address("192.0.2.200"), out var position));
        Assert.True(database.Data.TryFind(position, "city"u8, out var city));
        Assert.Equal("Berlin", Encoding.UTF8.GetString(database.Data.Text(city)));
        Assert.False(database.TryFind(Address("192.0.3.1"), out _));
        Assert.False(database.TryFind(Address("2001:db8::1"), out _));
        Assert.Equal((recordSize, 24u, 1_700_000_000L, "Tiny"), (database.RecordSize, database.NodeCount, database.BuildEpoch, database.DatabaseType));
    }

    [Theory]
    [InlineData(24)]
    [InlineData(28)]
    [InlineData(32)]
    public void IPv4_lies_in_the_last_32_bits_of_an_IPv6_tree(int recordSize)
    {
        var database = new MaxMindDatabase(Build(recordSize, 6, Berlin, Address("192.0.2.0").Bits, 120));

        Assert.True(database.TryFind(Address("192.0.2.7"), out _));
        Assert.True(database.TryFind(Address("::ffff:192.0.2.7"), out _));
        Assert.False(database.TryFind(Address("192.0.1.7"), out _));
        Assert.False(database.TryFind(Address("2001:db8::1"), out _));
    }

    [Fact]
    public void The_nested_schema_and_pointers_are_understood()
    {
        byte[] shared = [.. Text("Paris")];
        var country = Map(Text("iso_code"), Text("FR"));
        var city = Map(Text("names"), Map(Text("de"), Text("Paris (Stadt)"), Text("en"), Pointer(0)));
        byte[] data = [.. shared, .. Map(Text("country"), country, Text("city"), city)];
        var database = new MaxMindDatabase(Build(24, 6, data, Address("2001:db8::").Bits, 32, (uint)shared.Length));

        var place = new PlaceDatabase(null, database).Find(Address("2001:db8::5"));

        Assert.Equal(("FR", "Paris"), (Symbols.Text(place.Country), Symbols.Text(place.City)));
    }

    [Fact]
    public void Bytes_that_are_no_database_are_refused_with_a_reason()
    {
        Assert.Contains("marker", Assert.Throws<MaxMindDamagedException>(() => new MaxMindDatabase(new byte[1000])).Message, StringComparison.Ordinal);
        Assert.Throws<MaxMindDamagedException>(() => new MaxMindDatabase(ReadOnlyMemory<byte>.Empty));
        var tooManyNodes = Build(24, 4, Berlin, 0, 24);
        Assert.Throws<MaxMindDamagedException>(() => new MaxMindDatabase(tooManyNodes.AsMemory(100)));
    }

    [Fact]
    public void A_pointer_to_a_pointer_is_an_error_and_no_loop()
    {
        var database = new MaxMindDatabase(Build(24, 4, Pointer(0), Address("192.0.2.0").Bits << 96, 24));
        Assert.True(database.TryFind(Address("192.0.2.1"), out var position));

        var places = new PlaceDatabase(database, null);
        Assert.Throws<MaxMindDamagedException>(() => database.Data.TryFind(position, "city"u8, out _));
        Assert.Equal(default, places.Find(Address("192.0.2.1")));
        Assert.Equal(1, places.DamagedLookUps);
    }

    [Fact]
    public void Any_byte_flipped_or_cut_gives_an_answer_or_a_named_error()
    {
        var whole = Build(28, 6, Berlin, Address("192.0.2.0").Bits, 120);
        for (var at = 0; at < whole.Length; at++)
        {
            Probe(whole[..at]);
            foreach (byte damage in new byte[] { 0x01, 0x80, 0xFF })
            {
                var copy = (byte[])whole.Clone();
                copy[at] ^= damage;
                Probe(copy);
            }
        }
    }

    [AssetFact]
    public void Known_addresses_are_found_in_the_installed_files()
    {
        var places = EnrichmentAssets.Places;
        Assert.Equal("US", CountryOf("8.8.8.8"));
        Assert.Equal("US", CountryOf("2001:4860:4860::8888"));
        Assert.Equal("DE", CountryOf("141.76.2.4"));
        Assert.Equal("Dresden", Symbols.Text(places.Find(Address("141.76.2.4")).City));
        Assert.Equal(default, places.Find(Address("127.0.0.1")));
        Assert.Equal(default, places.Find(Address("10.1.2.3")));
        Assert.Matches(@"^20\d\d-\d\d-\d\d$", places.Version);

        string CountryOf(string address) => Symbols.Text(places.Find(Address(address)).Country);
    }

    private static void Probe(byte[] bytes)
    {
        try
        {
            var database = new MaxMindDatabase(bytes);
            if (database.TryFind(Address("192.0.2.7"), out var position)) database.Data.TryFind(position, "nothing"u8, out _);
        }
        catch (MaxMindDamagedException error)
        {
            Assert.NotEmpty(error.Message);
        }
    }

    private static InternetAddress Address(string text) =>
        InternetAddress.TryParse(Encoding.UTF8.GetBytes(text), out var address) ? address : throw new FormatException(text);
}
