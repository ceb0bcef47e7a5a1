using Analytics.Node.Http;

namespace Analytics.Node.Tests.Api;

public sealed class StreamPlacesTests
{
    [Fact]
    public async Task A_burst_of_streams_gets_as_many_places_as_there_are()
    {
        var places = new StreamPlaces();
        var taken = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Task.Run(() => places.Take(100))));
        Assert.Equal(100, taken.Count(place => place is not null));
    }

    [Fact]
    public void A_place_is_given_back_once()
    {
        var places = new StreamPlaces();
        var first = places.Take(2)!;
        using var second = places.Take(2);
        Assert.Null(places.Take(2));
        first.Dispose();
        first.Dispose();
        Assert.NotNull(places.Take(2));
        Assert.Null(places.Take(2));
    }
}
