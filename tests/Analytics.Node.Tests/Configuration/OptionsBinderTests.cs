using Analytics.Node.Configuration;
using Analytics.Node.Configuration.Hocon;
using Microsoft.Extensions.Configuration;

namespace Analytics.Node.Tests.Configuration;

public sealed class OptionsBinderTests
{
    public enum Colour { Red, DarkBlue }

    public sealed record Part
    {
        public string Name { get; init; } = "none";
        public TimeSpan? Every { get; init; }
    }

    public sealed record Sample
    {
        [Bounds("1", "10")]
        public int Count { get; init; } = 3;
        public double Share { get; init; } = 0.5;
        public bool On { get; init; }
        [Bounds("1s", "1h")]
        public TimeSpan WaitTime { get; init; } = TimeSpan.FromSeconds(2);
        [Bounds("1KiB", "1MiB")]
        public ByteSize Room { get; init; } = ByteSize.KiB(2);
        public Colour Colour { get; init; } = Colour.Red;
        public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;
        public DateOnly From { get; init; } = new(2000, 1, 1);
        [Secret]
        public ByteSize Hidden { get; init; }
        public IReadOnlyList<string> Names { get; init; } = ["default"];
        public IReadOnlyList<Colour> Colours { get; init; } = [];
        public Part Part { get; init; } = new();
        public IReadOnlyDictionary<string, Part> Parts { get; init; } = new Dictionary<string, Part>();
        public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();
    }

    [Fact]
    public void What_is_not_set_keeps_its_default()
    {
        var bound = Bind("");
        Assert.Equal((3, 0.5, TimeSpan.FromSeconds(2), "none"), (bound.Count, bound.Share, bound.WaitTime, bound.Part.Name));
        Assert.Equal(["default"], bound.Names);
    }

    [Fact]
    public void Every_kind_of_value_is_read()
    {
        var bound = Bind("""
            count = 7, share = 0.25, on = yes, wait-time = 30 minutes, room = 32KiB, colour = dark-blue, zone = Europe/Berlin, from = 2020-02-29
            names = [a, b], colours = [red, dark-blue], part { name = x, every = 5s }, parts { one.name = y, "two.b" {} }
            """);
        Assert.Equal((7, 0.25, true, TimeSpan.FromMinutes(30), 32768L), (bound.Count, bound.Share, bound.On, bound.WaitTime, bound.Room.Bytes));
        Assert.Equal((Colour.DarkBlue, "Europe/Berlin", new DateOnly(2020, 2, 29)), (bound.Colour, bound.Zone.Id, bound.From));
        Assert.Equal(["a", "b"], bound.Names);
        Assert.Equal([Colour.Red, Colour.DarkBlue], bound.Colours);
        Assert.Equal(new Part { Name = "x", Every = TimeSpan.FromSeconds(5) }, bound.Part);
        Assert.Equal("y", bound.Parts["one"].Name);
    }

    [Fact]
    public void A_dictionary_of_texts_takes_keys_with_dots_quoted_or_not() => Assert.Equal(
        [("sasl.password", "x"), ("security.protocol", "SASL_SSL"), ("socket.timeout.ms", "5")],
        Bind("texts { security.protocol = SASL_SSL, sasl { password = x }, \"socket.timeout.ms\" = 5 }").Texts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));

    [Fact]
    public void An_empty_list_is_not_the_default_list() => Assert.Empty(Bind("names = []").Names);

    [Fact]
    public void An_object_with_numbers_for_keys_is_a_list_in_their_order() =>
        Assert.Equal(["b", "c", "a"], Bind("names { 10 = a, 1 = b, 2 = c }").Names);

    [Fact]
    public void Null_means_not_set() => Assert.Equal(3, Bind("count = null").Count);

    [Theory]
    [InlineData("count = many", "text:1:9: count: found \"many\", expected a whole number")]
    [InlineData("count = 1.5", "text:1:9: count: found \"1.5\", expected a whole number")]
    [InlineData("count = 99999999999", "text:1:9: count: found \"99999999999\", expected a whole number")]
    [InlineData("\n  count = 11", "text:2:11: count: found \"11\", expected from 1 to 10")]
    [InlineData("on = maybe", "text:1:6: on: found \"maybe\", expected true or false")]
    [InlineData("wait-time = 5 parsecs", "text:1:13: wait-time: found \"5 parsecs\", expected a duration such as 500ms, 5s, 30m, 24h or 7d")]
    [InlineData("wait-time = 2h", "text:1:13: wait-time: found \"2h\", expected from 1s to 1h")]
    [InlineData("room = 2MiB", "text:1:8: room: found \"2MiB\", expected from 1KiB to 1MiB")]
    [InlineData("colour = green", "text:1:10: colour: found \"green\", expected one of red, dark-blue")]
    [InlineData("zone = Mars/Base", "text:1:8: zone: found \"Mars/Base\", expected a time zone such as UTC or Europe/Berlin")]
    [InlineData("from = 2020-02-30", "text:1:8: from: found \"2020-02-30\", expected a date such as 2000-01-31")]
    [InlineData("hidden = s3cret", "text:1:10: hidden: found a secret that is not shown here, expected a size such as 10MB or 256MiB")]
    [InlineData("names = a", "text:1:9: names: found \"a\", expected an array")]
    [InlineData("names { x = a }", "text:1:13: names.x: found the key x, expected an array")]
    [InlineData("names = [[a]]", "text:1:10: names.0: found an object or an array, expected a text")]
    [InlineData("part = 5", "text:1:8: part: found \"5\", expected an object")]
    [InlineData("count { a = 1 }", "text:1:7: count: found an object or an array, expected a whole number")]
    [InlineData("colours = [red, green]", "text:1:17: colours.1: found \"green\", expected one of red, dark-blue")]
    [InlineData("parts.one.every = x", "text:1:19: parts.one.every: found \"x\", expected a duration such as 500ms, 5s, 30m, 24h or 7d")]
    [InlineData("wait-tme = 5s", "text:1:12: wait-tme: there is no such setting; did you mean wait-time?")]
    [InlineData("part.nmae = x", "text:1:13: part.nmae: there is no such setting; did you mean name?")]
    [InlineData("part.quite-another = x", "text:1:22: part.quite-another: there is no such setting; known here: name, every")]
    public void A_wrong_setting_is_refused_with_place_key_found_and_expected(string text, string message) =>
        Assert.Equal([message], Assert.Throws<OptionsException>(() => Bind(text)).Problems);

    [Fact]
    public void All_problems_are_told_at_once() =>
        Assert.Equal(3, Assert.Throws<OptionsException>(() => Bind("count = x, on = y, nowhere = z")).Problems.Count);

    private static Sample Bind(string text) => OptionsBinder.Bind<Sample>(
        new ConfigurationBuilder().Add(new HoconConfigurationSource([HoconParser.Parse(text)], _ => null)).Build());
}
