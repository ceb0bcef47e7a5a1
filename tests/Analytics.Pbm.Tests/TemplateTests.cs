using System.Text.Json;
using Analytics.Pbm.Output;

namespace Analytics.Pbm.Tests;

/// <summary>Places in texts, and what is put into them.</summary>
public sealed class TemplateTests
{
    private const string Alert = """
        {"entity":"u1","user_id":"u2","none":null,"at":"2026-11-21T08:00:56Z","events":[
          {"type":"login_failed","fields":{"kind":"other"},"tags":["a","b"]},{"type":"login_failed","fields":{"ip":null},"tags":[]},{"type":"login","at":"2026-11-21T08:00:57Z"},
          {"type":"login_failed","fields":{"amount":12.5}},{"type":"order","fields":{"amount":12.5}},{"type":"order","fields":{"amount":99999}}],
         "groups":[[{"size":1500}],[{"size":2},5]],"tags":["x","x","y"],"empty":[]}
        """;

    [Theory]
    [InlineData("{entity} at {at:instant}", "u1 at 2026-11-21 08:00:56Z")]
    [InlineData("{user_id}", "u2")]
    [InlineData("{tags}, {empty}, {none}, {nothing}, {entity.name}", "2 × x, y, -, -, -, -")]
    public void A_place_shows_what_is_at_its_path_or_a_dash(string template, string text) => Assert.Equal(text, Fill(template));

    [Theory]
    [InlineData("{events.tags}", "a, b")]
    [InlineData("{events.at:instant}", "2026-11-21 08:00:57Z")]
    [InlineData("{groups.size:count}", "1,500, 2")]
    public void A_name_after_a_list_is_looked_up_in_each_element(string template, string text) => Assert.Equal(text, Fill(template));

    [Theory]
    [InlineData("{events.type}", "2 × login_failed, login, login_failed, 2 × order")]
    [InlineData("{events.fields.amount:count}", "2 × 12, 99,999")]
    public void What_repeats_itself_is_counted_and_the_order_stays(string template, string text) => Assert.Equal(text, Fill(template));

    [Theory]
    [InlineData("{events.nothing}")]
    [InlineData("{events.fields.ip}")]
    [InlineData("{events.type.name}")]
    [InlineData("{empty.type}")]
    public void When_no_element_has_it_there_is_a_dash(string template) => Assert.Equal("-", Fill(template));

    [Theory]
    [InlineData("events.fields.amount", true)]
    [InlineData("entity", true)]
    [InlineData("events.fields.ip", false)]
    [InlineData("empty", false)]
    [InlineData("none", false)]
    public void A_condition_holds_when_an_element_has_something(string path, bool holds)
    {
        using var data = JsonDocument.Parse(Alert);
        Assert.Equal(holds, Template.Holds(data.RootElement, path));
    }

    private static string Fill(string template)
    {
        using var data = JsonDocument.Parse(Alert);
        return Template.Fill(template, data.RootElement);
    }
}
