using System.Text;
using Analytics.Contracts.Decoding;
using Analytics.Ingestion.Decoding;

namespace Analytics.Ingestion.Tests.Decoding;

public sealed class HostileJsonTests
{
    [Theory]
    [InlineData("", RejectionReason.MalformedJson)]
    [InlineData("   ", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\"", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\"}}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\"} 1", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\",}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\" \"x\"}", RejectionReason.MalformedJson)]
    [InlineData("{event_type:\"x\"}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":'x'}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\",\"a\":NaN}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\",\"a\":Infinity}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\",\"a\":01}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\",\"a\":+1}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\",\"a\":.5}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\",\"a\":1.}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\",\"a\":1e}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\",\"a\":tru}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\",\"a\":[1,]}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\",\"a\":\"\\x\"}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\",\"a\":\"\\u12g4\"}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\"/**/}", RejectionReason.MalformedJson)]
    [InlineData("{\"event_type\":\"x\",\"a\":1e999}", RejectionReason.NumberOutOfRange)]
    [InlineData("{\"event_type\":\"x\",\"a\":-1e309}", RejectionReason.NumberOutOfRange)]
    [InlineData("{\"event_type\":\"x\",\"a\":\"\\ud800\"}", RejectionReason.LoneSurrogate)]
    [InlineData("{\"event_type\":\"x\",\"a\":\"\\udc00\\ud800\"}", RejectionReason.LoneSurrogate)]
    [InlineData("{\"event_type\":\"x\",\"\\ud83d\":1}", RejectionReason.LoneSurrogate)]
    [InlineData("{\"event_type\":\"x\",\"a\":\"\\u0000\"}", RejectionReason.ControlCharacter)]
    [InlineData("{\"event_type\":\"x\",\"a\":\"\u0001\"}", RejectionReason.ControlCharacter)]
    [InlineData("{\"event_type\":\"x\",\"a\":\"\n\"}", RejectionReason.ControlCharacter)]
    [InlineData("{\"event_type\":\"x\",\"user_id\":\"a\\nb\"}", RejectionReason.ControlCharacter)]
    [InlineData("{\"event_type\":\"x\\u001f\"}", RejectionReason.ControlCharacter)]
    [InlineData("\uFEFF{\"event_type\":\"x\"}", RejectionReason.InvalidUtf8)]
    [InlineData("[{\"event_type\":\"x\"}]", RejectionReason.NotAnObject)]
    [InlineData("\"x\"", RejectionReason.NotAnObject)]
    [InlineData("1", RejectionReason.NotAnObject)]
    [InlineData("null", RejectionReason.NotAnObject)]
    [InlineData("{}", RejectionReason.MissingField)]
    [InlineData("{\"event_type\":null}", RejectionReason.MissingField)]
    [InlineData("{\"event_type\":1}", RejectionReason.WrongType)]
    [InlineData("{\"event_type\":\"\"}", RejectionReason.InvalidValue)]
    [InlineData("{\"event_type\":\"x\",\"user_id\":{}}", RejectionReason.WrongType)]
    [InlineData("{\"event_type\":\"x\",\"service\":7}", RejectionReason.WrongType)]
    [InlineData("{\"event_type\":\"x\",\"amount\":true}", RejectionReason.WrongType)]
    [InlineData("{\"event_type\":\"x\",\"amount\":\"much\"}", RejectionReason.InvalidValue)]
    [InlineData("{\"event_type\":\"x\",\"amount\":0.0000001}", RejectionReason.NumberOutOfRange)]
    [InlineData("{\"event_type\":\"x\",\"amount\":9223372036855}", RejectionReason.NumberOutOfRange)]
    [InlineData("{\"event_type\":\"x\",\"quantity\":1.5}", RejectionReason.NumberOutOfRange)]
    [InlineData("{\"event_type\":\"x\",\"currency\":\"euro\"}", RejectionReason.InvalidValue)]
    [InlineData("{\"event_type\":\"x\",\"timestamp\":\"yesterday\"}", RejectionReason.InvalidTimestamp)]
    [InlineData("{\"event_type\":\"x\",\"timestamp\":true}", RejectionReason.WrongType)]
    [InlineData("{\"event_type\":\"x\",\"timestamp\":\"2099-01-01T00:00:00Z\"}", RejectionReason.TimestampInFuture)]
    [InlineData("{\"event_type\":\"x\",\"timestamp\":\"1969-12-31T23:59:59Z\"}", RejectionReason.TimestampTooOld)]
    [InlineData("{\"event_type\":\"x\",\"tenant_id\":\"other\"}", RejectionReason.InvalidTenant)]
    [InlineData("{\"event_type\":\"x\",\"a\":1,\"a\":2}", RejectionReason.DuplicateKey)]
    [InlineData("{\"event_type\":\"x\",\"event_type\":\"x\"}", RejectionReason.DuplicateKey)]
    [InlineData("{\"event_type\":\"x\",\"user_id\":\"a\",\"user\\u005fid\":\"b\"}", RejectionReason.DuplicateKey)]
    [InlineData("{\"event_type\":\"x\",\"o\":[{\"k\":1,\"\\u006b\":2}]}", RejectionReason.DuplicateKey)]
    public void Each_attack_has_its_reason(string json, RejectionReason reason) => Assert.Equal(reason, OneEvent.Of(json).Rejection.Reason);

    [Theory]
    [InlineData("{\"event_type\":\"x\",\"a\":1e999}", "a")]
    [InlineData("{\"event_type\":\"x\",\"user_id\":\"a\\nb\\u0000\"}", "user_id")]
    [InlineData("{\"event_type\":\"x\",\"properties\":{\"deep\":[1,{\"sum\":-1e309}]}}", "sum")]
    [InlineData("{\"event_type\":\"x\",\"n\\u0061me\":\"\\ud800\"}", "name")]
    public void A_value_that_is_refused_names_its_field(string json, string field) => Assert.Equal(field, OneEvent.Of(json).Rejection.Field);

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused_wherever_they_stand()
    {
        byte[][] bad = [[0xFF], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3], [0xF0, 0x9F]];
        foreach (var bytes in bad)
        {
            byte[] json = [.. "{\"event_type\":\"x\",\"deep\":[{\"text\":\""u8, .. bytes, .. "\"}]}"u8];
            Assert.Equal(RejectionReason.InvalidUtf8, OneEvent.Of(json).Rejection.Reason);
        }
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    [InlineData(100_000, false)]
    public void Nesting_ends_at_the_limit(int arrays, bool isAccepted)
    {
        var read = OneEvent.Of("{\"event_type\":\"x\",\"a\":" + new string('[', arrays) + new string(']', arrays) + "}");
        Assert.Equal(isAccepted, read.IsAccepted);
        if (!isAccepted) Assert.Equal(RejectionReason.TooDeep, read.Rejection.Reason);
    }

    [Theory]
    [InlineData(254, true)]
    [InlineData(255, false)]
    [InlineData(100_000, false)]
    public void Fields_end_at_the_limit_nested_ones_included(int fields, bool isAccepted)
    {
        var nested = string.Join(',', Enumerable.Range(0, fields).Select(i => $"{{\"k\":{i}}}"));
        var read = OneEvent.Of("{\"event_type\":\"x\",\"a\":[" + nested + "]}");
        Assert.Equal(isAccepted, read.IsAccepted);
        if (!isAccepted) Assert.Equal(RejectionReason.TooManyFields, read.Rejection.Reason);
    }

    [Fact]
    public void Long_numbers_and_strings_end_at_the_limit()
    {
        Assert.True(OneEvent.Of("{\"event_type\":\"x\",\"a\":" + new string('9', 64) + "}").IsAccepted);
        Assert.Equal(RejectionReason.NumberOutOfRange, OneEvent.Of("{\"event_type\":\"x\",\"a\":" + new string('9', 65) + "}").Rejection.Reason);
        Assert.True(OneEvent.Of("{\"event_type\":\"x\",\"a\":\"" + new string('s', 65536) + "\"}").IsAccepted);
        Assert.Equal(RejectionReason.InvalidValue, OneEvent.Of("{\"event_type\":\"x\",\"a\":\"" + new string('s', 65537) + "\"}").Rejection.Reason);
        Assert.Equal(RejectionReason.InvalidValue, OneEvent.Of("{\"event_type\":\"x\",\"user_id\":\"" + new string('u', 513) + "\"}").Rejection.Reason);
        Assert.Equal(RejectionReason.InvalidValue, OneEvent.Of("{\"event_type\":\"" + new string('t', 101) + "\"}").Rejection.Reason);
    }

    [Fact]
    public void A_tenant_may_use_so_many_distinct_values_and_no_more()
    {
        var decoder = new EventDecoder(new DecodingOptions { MaxDistinctValues = 3, MaxTenants = 2 }, new FixedTenants(), OneEvent.Seed);
        bool Takes(string tenant, string type) =>
            OneEvent.With(decoder, Encoding.UTF8.GetBytes($$"""{"event_type":"{{type}}"}"""), 0, ("tenant", tenant)).IsAccepted;
        Assert.True(Takes("one", "a") && Takes("one", "b") && Takes("one", "c") && Takes("one", "a"));
        Assert.False(Takes("one", "d"));
        Assert.True(Takes("two", "d"));
        Assert.False(Takes("three", "a"));
        Assert.True(Takes("one", "c"));
    }

    [Fact]
    public void A_tenant_from_before_the_start_has_its_place()
    {
        var decoder = new EventDecoder(new DecodingOptions { MaxTenants = 1, IsKnownTenant = name => name == "old" }, new FixedTenants(), OneEvent.Seed);
        bool Takes(string tenant) => OneEvent.With(decoder, """{"event_type":"a"}"""u8.ToArray(), 0, ("tenant", tenant)).IsAccepted;
        Assert.Equal([true, false, true, false], new[] { "one", "two", "old", "two" }.Select(Takes));
    }

    [Fact]
    public void Details_tell_the_place_and_never_the_value()
    {
        var rejection = OneEvent.Of("""{"event_type":"x","user_id":{"secret":"4111111111111111"}}""").Rejection;
        Assert.Equal("user_id", rejection.Field);
        Assert.DoesNotContain("4111", rejection.Detail, StringComparison.Ordinal);
        Assert.Equal("expected a value, found '}' at byte 22", OneEvent.Of("""{"event_type":"x","a":}""").Rejection.Detail);
    }

    [Fact]
    public void A_bad_event_spoils_no_neighbour_and_leaves_nothing_behind()
    {
        var decoder = new EventDecoder(new DecodingOptions(), new FixedTenants(), OneEvent.Seed);
        OneEvent.With(decoder, "{\"event_type\":\"x\",\"user_id\":\"ghost\",\"email\":\"a@b\",\"p\":[}"u8.ToArray(), 0);
        var read = OneEvent.With(decoder, "{\"event_type\":\"y\"}"u8.ToArray(), 0);
        Assert.True(read.Row.UserId.IsEmpty && read.Row.Properties.IsEmpty && read.Row.UserHash == 0);
    }

    [Fact]
    public void An_empty_name_is_no_tenant_although_caches_begin_with_nothing() => Assert.Equal(
        RejectionReason.InvalidTenant,
        OneEvent.Of(new DecodingOptions { EventsNameTenant = true }, """{"event_type":"x","tenant_id":""}"""u8.ToArray()).Rejection.Reason);
}
