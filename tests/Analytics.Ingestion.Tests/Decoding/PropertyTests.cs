using Analytics.Contracts.Events;

namespace Analytics.Ingestion.Tests.Decoding;

public sealed class PropertyTests
{
    [Fact]
    public void A_property_object_alone_is_not_copied()
    {
        const string Json = """{"event_type":"x","event_data":{"a":1}}""";
        var row = OneEvent.Of(Json).Row;
        Assert.Equal((Json.IndexOf("{\"a", StringComparison.Ordinal), 7), (row.Properties.Offset, row.Properties.Length));
    }

    [Fact]
    public void Unknown_fields_and_second_property_objects_are_kept_beside_the_properties()
    {
        var read = OneEvent.Of("""{"event_type":"x","color":"red","metadata":{"a":1},"properties":{"b":2},"n":null,"list":[1,{"x":2}]}""");
        Assert.Equal("""{"a":1,"color":"red","n":null,"list":[1,{"x":2}],"properties":{"b":2}}""", read.Text(read.Row.Properties));
    }

    [Fact]
    public void A_field_named_like_a_property_gets_a_dollar_in_front()
    {
        var read = OneEvent.Of("""{"event_type":"x","event_data":{"color":1,"$color":2,"source":"a"},"color":3,"\u0024color":4}""");
        Assert.Equal("""{"color":1,"$color":2,"source":"a","$$color":3,"$$\u0024color":4}""", read.Text(read.Row.Properties));
    }

    [Fact]
    public void Nothing_left_over_is_no_object() => Assert.True(OneEvent.Of("""{"event_type":"x","user_id":"u","properties":{ }}""").Row.Properties.IsEmpty);

    [Theory]
    [InlineData("""{"event_type":"x","event_data":{"EMAIL":"a@b"}}""", true)]
    [InlineData("""{"event_type":"x","event_data":{"customer":[{"Phone":"1"}]}}""", true)]
    [InlineData("""{"event_type":"x","first_name":"Ann"}""", true)]
    [InlineData("""{"event_type":"x","user_id":"u","userEmail":"a@b"}""", true)]
    [InlineData("""{"event_type":"x","event_data":{"ip":"1.2.3.4"}}""", true)]
    [InlineData("""{"event_type":"x","event_data":{"\u0065mail":"a@b"}}""", true)]
    [InlineData("""{"event_type":"x","event_data":{"User-IP":"1.2.3.4"}}""", true)]
    [InlineData("""{"event_type":"x","event_data":{"emails_sent":3,"product_id":4}}""", false)]
    [InlineData("""{"event_type":"x","event_data":{"name":null,"mobile":true}}""", false)]
    public void Personal_names_are_found_at_any_depth_and_in_any_case(string json, bool isPersonal) =>
        Assert.Equal(isPersonal, OneEvent.Of(json).Row.Flags.HasFlag(EventFlags.PersonalProperties));

    [Fact]
    public void Personal_values_are_listed_where_they_stand_in_the_properties()
    {
        var read = OneEvent.Of("""{"event_type":"x","Phone":"55","color":"red","event_data":{"n":[{"ip": "1.2.3.4"}],"tel":17,"name":null}}""");
        Assert.Equal("""{"n":[{"ip": "1.2.3.4"}],"tel":17,"name":null,"Phone":"55","color":"red"}""", read.Text(read.Row.Properties));
        Assert.Equal(["\"1.2.3.4\"", "17", "\"55\""], read.Personal.ToArray().Select(value => read.Text(new Utf8Slice(value.Offset, value.Length))));
    }

    [Theory]
    [InlineData("""{"event_type":"x","event_data":{"ip":"1.2.3.4","address":{"street":"x"}}}""")]
    [InlineData("""{"event_type":"x","event_data":{"ip":"1.2.3.4","name":"a\u0041"}}""")]
    public void A_list_that_would_lack_one_is_left_out(string json)
    {
        var read = OneEvent.Of(json);
        Assert.True(read.Personal.IsEmpty);
        Assert.True(read.Row.Flags.HasFlag(EventFlags.PersonalProperties));
    }

    [Theory]
    [InlineData("""{"event_type":"x","user_id":"u"}""", true)]
    [InlineData("""{"event_type":"x","user_id":"a@b.co"}""", false)]
    [InlineData("""{"event_type":"x","event_data":{"note":"a\u0040b.co"}}""", false)]
    [InlineData("""{"event_type":"x","event_data":{"a\u0040b.co":1}}""", false)]
    public void An_event_without_at_sign_is_plain_however_it_is_written(string json, bool isPlain) =>
        Assert.Equal(isPlain, OneEvent.Of(json).Row.Flags.HasFlag(EventFlags.Plain));

    [Fact]
    public void A_header_with_an_at_sign_is_not_plain() =>
        Assert.False(OneEvent.Of("""{"event_type":"x"}""", ("user-agent", "bot (a@b.co)")).Row.Flags.HasFlag(EventFlags.Plain));

    [Fact]
    public void Escaped_text_is_resolved_for_columns_and_kept_as_sent_in_properties()
    {
        var read = OneEvent.Of("""{"event_type":"caf\u00e9","user_id":"\ud83d\ude00\/","url":"a\\b","event_data":{"t":"\u00e9"}}""");
        Assert.Equal("café", Symbols.Text(read.Row.Type));
        Assert.Equal("😀/", read.Text(read.Row.UserId));
        Assert.Equal(@"a\b", read.Text(read.Row.Url));
        Assert.Equal("""{"t":"\u00e9"}""", read.Text(read.Row.Properties));
    }

    [Fact]
    public void Ids_are_scoped_to_their_tenant_and_number_and_text_are_one_id()
    {
        var one = OneEvent.Of("""{"event_type":"x","id":17}""", ("tenant", "a")).Row;
        Assert.Equal(one.Id, OneEvent.Of("""{"event_type":"y","uuid":"17"}""", ("tenant", "a")).Row.Id);
        Assert.NotEqual(one.Id, OneEvent.Of("""{"event_type":"x","id":17}""", ("tenant", "b")).Row.Id);
    }
}
